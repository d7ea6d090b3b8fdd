namespace Forwarder.Functions.Tests.ForwardEvents;

/// <summary>A pack as the broker passes it on.</summary>
internal sealed record PublishedPack(string Publisher, ReadOnlyMemory<byte> Body);
