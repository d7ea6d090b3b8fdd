namespace Forwarder.Functions.Tests;

/// <summary>The real clock, ahead by some time.</summary>
internal sealed class ShiftedTime(TimeSpan shift) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + shift;
}
