using System.Globalization;
using System.Text;

namespace Forwarder.Agent.Spool;

/// <summary>
/// The right to use a spool, for one process at a time: <c>spool.lock</c>, locked as long as its holder lives. It holds the
/// number of the last start, so that a database restored from an older copy is noticed.
/// </summary>
internal sealed class SpoolLease : IDisposable
{
    // EAGAIN of flock(2), which is how the runtime refuses a second FileShare.None on Linux.
    private const int LockedByAnother = 11;

    private readonly FileStream file;

    private SpoolLease(FileStream file, long lastStart)
    {
        this.file = file;
        LastStart = lastStart;
    }

    /// <summary>0 when there was none, or when nobody knows.</summary>
    public long LastStart { get; private set; }

    /// <exception cref="IOException">Another process has it, or the folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static SpoolLease Take(string directory)
    {
        var path = Path.Combine(directory, "spool.lock");
        try
        {
            var taken = new FileStream(
                path,
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None,
                bufferSize: 0
            );
            return new SpoolLease(taken, Number(taken));
        }
        catch (IOException inUse) when (inUse.HResult == LockedByAnother)
        {
            throw new IOException(
                $"Another agent uses {path}. Stop it, or give this one its own spool_directory.",
                inUse
            );
        }
    }

    /// <exception cref="IOException">The disk takes nothing.</exception>
    public void WriteStart(long number)
    {
        // in place: a full disk must not leave it empty
        var text = Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));
        file.Position = 0;
        file.Write(text);
        file.SetLength(text.Length);
        file.Flush(flushToDisk: true);
        LastStart = number;
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static long Number(FileStream taken)
    {
        using var reader = new StreamReader(taken, leaveOpen: true);
        return long.TryParse(reader.ReadToEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;
    }
}
