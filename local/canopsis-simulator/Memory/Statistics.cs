namespace Forwarder.Simulator.Memory;

/// <summary>Counts since the start or the last <c>DELETE /simulator/received</c>.</summary>
/// <param name="Requests">Requests of every kind.</param>
/// <param name="Events">Events in them: <paramref name="Accepted"/> + <paramref name="Failed"/>.</param>
/// <param name="Distinct">Different events among the accepted ones, by their whole body.</param>
/// <param name="Duplicates">Accepted events that had been accepted before.</param>
internal sealed record Statistics(int Requests, int Events, int Accepted, int Failed, int Distinct, int Duplicates);
