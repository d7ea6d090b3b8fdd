namespace Forwarder.Agent.Spool;

/// <summary>A pack, or a part of one, that the hub refuses for ever.</summary>
/// <param name="Body">As it was sent.</param>
/// <param name="Events">Events in it.</param>
/// <param name="Reason">What the hub answered.</param>
internal sealed record RefusedPack(byte[] Body, int Events, string Reason);
