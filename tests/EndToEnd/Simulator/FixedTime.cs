namespace Forwarder.EndToEnd.Tests.Simulator;

/// <summary>A clock that stands still.</summary>
/// <param name="seconds">Unix seconds that it shows.</param>
internal sealed class FixedTime(long seconds) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(seconds);
}
