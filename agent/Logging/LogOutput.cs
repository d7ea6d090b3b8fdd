using System.Text;

namespace Forwarder.Agent.Logging;

/// <summary>
/// Where log lines go: standard output, which systemd keeps, and a file. Logging never ends the agent: a line that the file
/// does not take, because its disk is full, is on standard output all the same.
/// </summary>
internal sealed class LogOutput : IDisposable
{
    private readonly Lock gate = new();
    private readonly FileStream? file;

    private LogOutput(FileStream? file) => this.file = file;

    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be opened.</exception>
    public static LogOutput Open(string path) =>
        new(
            path.Length == 0
                ? null
                : new FileStream(
                    path,
                    FileMode.OpenOrCreate,
                    FileAccess.Write,
                    FileShare.ReadWrite | FileShare.Delete,
                    bufferSize: 0
                )
        );

    public void Write(string line)
    {
        lock (gate)
        {
            try
            {
                Console.Out.WriteLine(line);
            }
            catch (IOException)
            {
                // nobody reads it any more
            }
            try
            {
                Append(line);
            }
            catch (Exception full) when (full is IOException or ObjectDisposedException)
            {
                // it is on standard output
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            file?.Dispose();
        }
    }

    // At the end wherever that is by now: rotation by copytruncate empties the file under the agent. FileMode.Append would go
    // on at its own place, behind zeros.
    private void Append(string line)
    {
        if (file is not null)
        {
            file.Seek(0, SeekOrigin.End);
            file.Write(Encoding.UTF8.GetBytes($"{line}\n"));
        }
    }
}
