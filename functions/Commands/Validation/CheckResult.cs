namespace Forwarder.Functions.Commands.Validation;

/// <param name="What">What was looked at.</param>
/// <param name="Problem">What is wrong and what to do; null when nothing is.</param>
internal sealed record CheckResult(string What, string? Problem);
