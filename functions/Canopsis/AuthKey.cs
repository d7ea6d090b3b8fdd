namespace Forwarder.Functions.Canopsis;

/// <summary>
/// The key of a customer's requests: fixed, or read from where it is kept, then used until Canopsis refuses it. All requests of the customer share it.
/// </summary>
internal sealed class AuthKey : IDisposable
{
    /// <summary>A key that stays refused is not asked for with each request.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly Func<CancellationToken, Task<string>>? read;
    private readonly TimeProvider time = TimeProvider.System;
    private readonly SemaphoreSlim gate = new(1);
    private volatile string? current;
    private long? readAt;

    public AuthKey(string text) => current = text;

    /// <param name="read">Throws <see cref="SecretUnreadableException"/>.</param>
    public AuthKey(Func<CancellationToken, Task<string>> read, TimeProvider time)
    {
        this.read = read;
        this.time = time;
    }

    /// <exception cref="SecretUnreadableException">The key cannot be read now.</exception>
    public async ValueTask<string> GetAsync(CancellationToken cancellation)
    {
        if (current is { } known)
        {
            return known;
        }
        await gate.WaitAsync(cancellation);
        try
        {
            return current ?? await ReadAsync(cancellation);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Canopsis refused a key.</summary>
    /// <returns>The key that is valid instead; null when there is no other.</returns>
    /// <exception cref="SecretUnreadableException">The key cannot be read now.</exception>
    public async Task<string?> ReplaceAsync(string refused, CancellationToken cancellation)
    {
        if (read is null)
        {
            return null;
        }
        await gate.WaitAsync(cancellation);
        try
        {
            var isRecent = readAt is { } last && time.GetElapsedTime(last) < Pause;
            if (current == refused && !isRecent)
            {
                await ReadAsync(cancellation);
            }
            return current == refused ? null : current;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task<string> ReadAsync(CancellationToken cancellation)
    {
        var text = await read!(cancellation);
        readAt = time.GetTimestamp();
        current = text;
        return text;
    }
}
