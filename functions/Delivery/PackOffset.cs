namespace Forwarder.Functions.Delivery;

/// <summary>How far the next pack of a lane is done.</summary>
/// <param name="Lines">As counted when it came.</param>
/// <param name="Done">Lines from its start that need no more work.</param>
internal sealed record PackOffset(PackKey Pack, int Lines, int Done);
