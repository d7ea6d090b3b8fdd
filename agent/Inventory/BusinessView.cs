namespace Forwarder.Agent.Inventory;

/// <summary>A business view (BV), a named set of activities; texts are UTF-8.</summary>
internal sealed record BusinessView(ulong Id, byte[] Name, byte[] Description);
