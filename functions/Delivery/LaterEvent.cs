namespace Forwarder.Functions.Delivery;

/// <summary>What an event that was delivered says about older ones of its object.</summary>
/// <param name="IsStatus">Otherwise an acknowledgement.</param>
/// <param name="IsRecovery">A status OK or UP.</param>
internal readonly record struct LaterEvent(string About, bool IsStatus, bool IsRecovery)
{
    /// <summary>Whether it makes an older event of its object pointless: a status does to a status, an acknowledgement or a recovery to an acknowledgement.</summary>
    public bool Supersedes(bool isStatus) => isStatus ? IsStatus : !IsStatus || IsRecovery;
}
