namespace Forwarder.Functions.Canopsis;

/// <summary>One request with events over all its attempts.</summary>
/// <param name="openArray">The events, closing bracket missing.</param>
/// <param name="deadline">No attempt is started after it.</param>
internal sealed class RequestAttempts(ReadOnlyMemory<byte> openArray, int count, Deadline deadline)
{
    public ReadOnlyMemory<byte> OpenArray => openArray;

    public int Count => count;

    public Deadline Deadline => deadline;

    /// <summary>Of the attempt before; null for the first one.</summary>
    public CanopsisAnswer? Last { get; private set; }

    /// <summary>Attempts of which nobody knows whether Canopsis took the events.</summary>
    public int Unanswered { get; private set; }

    public CanopsisAnswer Answered(CanopsisAnswer answer)
    {
        // A proxy in between tells that it heard nothing.
        Unanswered += answer.Status is 408 or 502 or 504 ? 1 : 0;
        return Last = answer;
    }

    public CanopsisAnswer Broken(Exception broken)
    {
        Unanswered += ConnectionFault.IsBeforeRequest(broken) ? 0 : 1;
        return Last = ConnectionFault.Of(broken);
    }

    public void GivenUp()
    {
        Unanswered++;
        Last = ConnectionFault.NoAnswer("no answer in time");
    }
}
