using Forwarder.Agent.Configuration;
using Forwarder.Contracts.Publishers;

namespace Forwarder.Agent.Publishing;

/// <summary>The publisher token; a token in a file is read again when the file changes, or when it was refused.</summary>
/// <remarks>Used by the publishing loop alone, but for <see cref="Current"/> before it starts.</remarks>
internal sealed class PublisherToken(HubConfiguration hub, HubState state) : IHubCredential
{
    private string current = hub.Token ?? "";
    private DateTime readAt;

    /// <inheritdoc/>
    public ValueTask<string> AuthorizationAsync(bool isRefused, CancellationToken stop)
    {
        if (isRefused)
        {
            readAt = default;
        }
        return ValueTask.FromResult(Current());
    }

    /// <summary>The token as it is now.</summary>
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
        state.TokenRead(SasToken.TryRead(current, out var token) ? token!.Expires : null, token?.Resource);
        return current;
    }
}
