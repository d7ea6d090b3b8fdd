using Forwarder.Agent.Configuration;
using Forwarder.Contracts.Publishers;

namespace Forwarder.Agent.Publishing;

/// <summary>
/// The publisher token; a token in a file is read again when the file changes, or when it was refused. Should the file be
/// unreadable, the token that was read before is used until it is refused.
/// </summary>
/// <remarks>Used by the publishing loop alone, but for <see cref="Current"/> before it starts.</remarks>
internal sealed class PublisherToken(
    HubConfiguration hub,
    HubState state,
    TimeProvider time,
    ILogger<PublisherToken> logger
) : IHubCredential
{
    private readonly TroubleNotice unreadable = new(time);
    private string current = hub.Token ?? "";
    private DateTime readAt;
    private bool isUsable;

    /// <inheritdoc/>
    public ValueTask<string> AuthorizationAsync(bool isRefused, CancellationToken stop)
    {
        if (isRefused)
        {
            (readAt, isUsable) = (default, hub.TokenFile is null);
        }
        try
        {
            return ValueTask.FromResult(Current());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UnauthorizedAccessException($"hub_token_file = {hub.TokenFile}: {failure.Message}", failure);
        }
    }

    /// <summary>The token as it is now.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public string Current()
    {
        if (hub.TokenFile is { } file)
        {
            try
            {
                var written = File.GetLastWriteTimeUtc(file);
                if (written != readAt)
                {
                    current = File.ReadAllText(file).Trim();
                    (readAt, isUsable) = (written, true);
                }
                unreadable.TryEnd();
            }
            catch (Exception failure) when (isUsable && (failure is IOException or UnauthorizedAccessException))
            {
                if (unreadable.TryTell())
                {
                    logger.TokenFileUnreadable(file, failure.Message);
                }
            }
        }
        state.TokenRead(SasToken.TryRead(current, out var token) ? token!.Expires : null, token?.Resource);
        return current;
    }
}
