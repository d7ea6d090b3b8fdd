namespace Forwarder.Agent.Inventory;

/// <summary>A business activity (BA); texts are UTF-8.</summary>
internal sealed record BusinessActivity(ulong Id, byte[] Name, byte[] Description);
