using Forwarder.Agent.Configuration;

namespace Forwarder.Agent.Publishing;

/// <summary>The publisher token; a token in a file is read again when the file changes.</summary>
/// <remarks>Used by the publishing loop alone.</remarks>
internal sealed class PublisherToken(HubConfiguration hub)
{
    private string current = hub.Token ?? "";
    private DateTime readAt;

    /// <summary>The value of the header <c>Authorization</c>.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public string Current()
    {
        if (hub.TokenFile is { } file)
        {
            var written = File.GetLastWriteTimeUtc(file);
            if (written != readAt)
            {
                current = File.ReadAllText(file).Trim();
                readAt = written;
            }
        }
        return current;
    }
}
