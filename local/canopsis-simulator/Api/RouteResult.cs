using Forwarder.Simulator.Events;

namespace Forwarder.Simulator.Api;

/// <summary>Answer of the API and the events that it read from the request.</summary>
internal sealed record RouteResult(Answer Answer, EventBatch? Events = null);
