using System.Text;

namespace Forwarder.Agent.Logging;

/// <summary>
/// Where log lines go: standard output, which systemd keeps, and a file. Logging never ends the agent: a line that the file
/// does not take, because its disk is full, is on standard output all the same.
/// </summary>
internal sealed class LogOutput : IDisposable
{
    private readonly Lock gate = new();
    private readonly StreamWriter? file;

    private LogOutput(StreamWriter? file) => this.file = file;

    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be opened.</exception>
    public static LogOutput Open(string path) =>
        new(
            path.Length == 0
                ? null
                : new StreamWriter(
                    new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete),
                    new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)
                )
                {
                    AutoFlush = true,
                }
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
                file?.WriteLine(line);
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
            try
            {
                file?.Dispose();
            }
            catch (IOException)
            {
                // what is left in its buffer is on standard output
            }
        }
    }
}
