using Forwarder.Contracts.Publishers;

namespace Forwarder.Functions.ForwardEvents;

/// <summary>Which pack it is, whatever the hub says: the same again is a repeat.</summary>
internal readonly record struct PackId(PublisherId Publisher, string Epoch, long Sequence);
