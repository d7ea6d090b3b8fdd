namespace Forwarder.Agent.Inventory;

/// <summary>A host or service belongs to a group, as one poller last said.</summary>
/// <param name="Name">The group's name as the membership event carried it, like the cache of stream connectors.</param>
/// <param name="Generation">Generation of the announcing poller.</param>
internal readonly record struct Membership(ulong GroupId, byte[] Name, ulong PollerId, int Generation);
