namespace Forwarder.Agent.Spool;

/// <summary>A sealed pack that waits for its turn to be published.</summary>
/// <param name="Id">Order of the spool; grows for ever, also over restarts.</param>
/// <param name="Events">Events in it.</param>
/// <param name="Body">The pack as it travels.</param>
internal sealed record SpooledPack(long Id, int Events, byte[] Body);
