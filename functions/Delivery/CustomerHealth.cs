using System.Collections.Concurrent;

namespace Forwarder.Functions.Delivery;

/// <summary>
/// What this process has just seen of customers: who takes no events, so that the other lanes of the customer need not find out for themselves, and
/// who answers so late that invocations must not wait for it. It only ever saves time: whoever is forgotten is tried again.
/// </summary>
internal sealed class CustomerHealth(LaneSettings settings, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> downUntil = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> lateUntil = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, DateTimeOffset> askedUntil = new(StringComparer.Ordinal);

    public bool IsDown(string customer) => IsBefore(downUntil, customer);

    /// <summary>Whether its Canopsis asked to be left alone: that holds for every lane.</summary>
    public bool AskedForPatience(string customer) => IsBefore(askedUntil, customer);

    /// <summary>How long an invocation waits for the first answer.</summary>
    public TimeSpan Patience(string customer) =>
        IsBefore(lateUntil, customer) ? settings.SlowPatience : settings.LaneBudget;

    public void WasLate(string customer) => lateUntil[customer] = time.GetUtcNow() + settings.SlowMemory;

    /// <param name="blocked">Why Canopsis takes no more; null when it took everything.</param>
    /// <param name="asked">The patience that Canopsis asks for; null when it does not.</param>
    public void Saw(string customer, BlockReason? blocked, TimeSpan? asked = null)
    {
        if (blocked is BlockReason.RetryLater or BlockReason.Outage or BlockReason.Misconfigured)
        {
            downUntil[customer] = time.GetUtcNow() + settings.PatienceFor(asked);
            if (asked is not null)
            {
                askedUntil[customer] = downUntil[customer];
            }
        }
        else if (blocked is null)
        {
            downUntil.TryRemove(customer, out _);
            askedUntil.TryRemove(customer, out _);
        }
    }

    private bool IsBefore(ConcurrentDictionary<string, DateTimeOffset> until, string customer) =>
        until.TryGetValue(customer, out var end) && time.GetUtcNow() < end;
}
