using Forwarder.Simulator.Api;

namespace Forwarder.Simulator.Pbehaviors;

/// <summary>A remark on a pbehavior.</summary>
/// <param name="Time">Unix seconds.</param>
internal sealed record PbehaviorComment(string Id, Caller Author, long Time, string Message);
