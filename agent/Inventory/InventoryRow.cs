namespace Forwarder.Agent.Inventory;

/// <summary>One row of the persisted inventory, written in the same transaction as the packs.</summary>
/// <param name="Kind">Which table of the inventory.</param>
/// <param name="A">First part of the key.</param>
/// <param name="B">Second part; 0 when the key has one part.</param>
/// <param name="Value">The content; null removes the row.</param>
internal readonly record struct InventoryRow(int Kind, long A, long B, byte[]? Value);
