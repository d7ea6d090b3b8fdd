namespace Forwarder.Functions.Hosting;

/// <summary>Where the events of one invocation come from: always one partition of one hub.</summary>
internal sealed record PartitionContext(string Namespace, string EventHub, string ConsumerGroup, string PartitionId);
