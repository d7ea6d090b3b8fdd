using System.Collections.Concurrent;

namespace Forwarder.Functions.Downtimes;

/// <summary>
/// Remembers what was looked up for one customer, here and for all instances. One of them asks at a time; the others go on with what was known before.
/// </summary>
internal sealed class IdCache(string customer, CanopsisIdStore store, TimeProvider time)
{
    private static readonly TimeSpan LongestLookUp = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<(string Kind, string Name), CachedId> memory = new();
    private readonly ConcurrentDictionary<(string Kind, string Name), DateTimeOffset> pauses = new();

    /// <param name="ask">Looks it up.</param>
    /// <returns>Null when there is none, or none is known.</returns>
    public async Task<string?> GetAsync(
        string kind,
        string name,
        Func<CancellationToken, Task<IdAnswer>> ask,
        CancellationToken cancellation
    )
    {
        var key = (kind, name);
        if (memory.TryGetValue(key, out var remembered) && remembered.IsFresh(time.GetUtcNow()))
        {
            return remembered.Value;
        }
        var (cached, version) = await store.ReadAsync(customer, kind, name, cancellation);
        var now = time.GetUtcNow();
        if (cached.IsFresh(now))
        {
            memory[key] = cached;
            return cached.Value;
        }
        var isPaused = pauses.TryGetValue(key, out var until) && until > now;
        if (isPaused || cached.IsBusy(now))
        {
            return cached.Value;
        }
        var busy = cached with { BusyUntil = now + LongestLookUp };
        if (await store.WriteAsync(customer, kind, name, busy, version, cancellation) is not { } mine)
        {
            return cached.Value;
        }
        var answer = await ask(cancellation);
        var asked = answer.IsDecided
            ? new CachedId(answer.Value, time.GetUtcNow(), null)
            : cached with
            {
                BusyUntil = null,
            };
        await store.WriteAsync(customer, kind, name, asked, mine, cancellation);
        if (answer.IsDecided)
        {
            memory[key] = asked;
        }
        else
        {
            pauses[key] = time.GetUtcNow() + PauseAfterFailure;
        }
        return asked.Value;
    }

    /// <summary>Canopsis does not agree any more: it is looked up again when it is needed next.</summary>
    public async Task ForgetAsync(string kind, string name, CancellationToken cancellation)
    {
        memory.TryRemove((kind, name), out _);
        var (_, version) = await store.ReadAsync(customer, kind, name, cancellation);
        if (version is not null)
        {
            await store.WriteAsync(customer, kind, name, CachedId.Unknown, version, cancellation);
        }
    }
}
