namespace Forwarder.Functions.Delivery;

/// <summary>Written before a pack is opened after a crash, so that a pack that kills the process is recognised.</summary>
/// <param name="Done">Lines done when it was opened: progress makes the count start again.</param>
internal sealed record PackAttempt(PackKey Pack, int Done, int Starts);
