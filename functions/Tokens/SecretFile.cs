using System.Text;

namespace Forwarder.Functions.Tokens;

/// <summary>Writes files that only their owner may read, whole or not at all.</summary>
internal static class SecretFile
{
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static async Task WriteAsync(string file, string text, CancellationToken cancellation)
    {
        var path = Path.GetFullPath(file);
        var partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }
            await using (var stream = new FileStream(partial, options))
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation);
            }
            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }
}
