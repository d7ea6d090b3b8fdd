namespace Forwarder.Functions.Delivery;

/// <summary>What an event that was delivered says about older ones of its object.</summary>
/// <param name="IsStatus">Otherwise an acknowledgement.</param>
/// <param name="IsRecovery">A status OK or UP.</param>
internal readonly record struct LaterEvent(string About, bool IsStatus, bool IsRecovery);
