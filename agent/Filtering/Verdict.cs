namespace Forwarder.Agent.Filtering;

/// <summary>A filter's decision.</summary>
/// <param name="Reason">Why it is dropped; <see cref="DropReason.None"/> otherwise.</param>
internal readonly record struct Verdict(VerdictKind Kind, DropReason Reason)
{
    public static readonly Verdict Forward = new(VerdictKind.Forward, DropReason.None);

    public static readonly Verdict Hold = new(VerdictKind.Hold, DropReason.None);

    public static Verdict Drop(DropReason reason) => new(VerdictKind.Drop, reason);
}
