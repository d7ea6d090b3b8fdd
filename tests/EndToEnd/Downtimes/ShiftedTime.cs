namespace Forwarder.EndToEnd.Tests.Downtimes;

/// <summary>The real time, moved forward by a test.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private TimeSpan shift;

    public void Advance(TimeSpan span) => shift += span;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + shift;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => GetUtcNow().Ticks;
}
