namespace Forwarder.Agent.Commands;

/// <summary>One thing that <c>validate --online</c> tried.</summary>
/// <param name="Check">What: <c>token</c>, <c>dns</c>, <c>connect</c>, <c>tls</c>, <c>proxy</c>, <c>hub</c>.</param>
/// <param name="Outcome"><c>ok</c>, <c>warning</c> or <c>failed</c>.</param>
/// <param name="Detail">What was seen.</param>
/// <param name="Remedy">What to do; null when all is well.</param>
internal sealed record OnlineCheck(string Check, string Outcome, string Detail, string? Remedy)
{
    public bool HasFailed => Outcome == "failed";

    public static OnlineCheck Ok(string check, string detail) => new(check, "ok", detail, null);

    public static OnlineCheck Warning(string check, string detail, string remedy) =>
        new(check, "warning", detail, remedy);

    public static OnlineCheck Failed(string check, string detail, string remedy) =>
        new(check, "failed", detail, remedy);

    /// <summary>For readers.</summary>
    public override string ToString() => $"{Outcome, -8} {Check}: {Detail}{(Remedy is null ? "" : $" {Remedy}")}";
}
