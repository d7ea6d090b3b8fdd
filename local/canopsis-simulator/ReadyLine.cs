namespace Forwarder.Simulator;

/// <summary>The line on standard output that says that requests can come.</summary>
internal sealed record ReadyLine(string Ready, string Url);
