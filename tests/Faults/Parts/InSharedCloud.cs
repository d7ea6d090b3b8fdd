namespace Forwarder.Faults.Tests.Parts;

/// <summary>The scenarios that share a cloud, one after another.</summary>
[CollectionDefinition]
public sealed class InSharedCloud : ICollectionFixture<SharedCloud>;
