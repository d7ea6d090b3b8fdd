namespace Forwarder.Agent.Filtering;

/// <summary>A filter's decision.</summary>
/// <param name="Reason">Why it does not leave; <see cref="DropReason.None"/> for those that do or wait.</param>
internal readonly record struct Verdict(VerdictKind Kind, DropReason Reason)
{
    public static readonly Verdict Forward = new(VerdictKind.Forward, DropReason.None);

    public static readonly Verdict Hold = new(VerdictKind.Hold, DropReason.None);

    public static Verdict Drop(DropReason reason) => new(VerdictKind.Drop, reason);

    public static Verdict Suppress(DropReason reason) => new(VerdictKind.Suppress, reason);
}
