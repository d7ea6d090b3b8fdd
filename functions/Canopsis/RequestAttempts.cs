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

    // Whether the attempt under way has left: before that Canopsis cannot have taken anything.
    private bool hasLeft;

    public void NothingIsUnderWay() => hasLeft = false;

    public void Left() => hasLeft = true;

    public CanopsisAnswer Answered(CanopsisAnswer answer)
    {
        // A proxy in between tells that it heard nothing.
        Unanswered += answer.Status is 408 or 502 or 504 ? 1 : 0;
        return Last = answer;
    }

    public CanopsisAnswer Broken(Exception broken)
    {
        Unanswered += hasLeft ? 1 : 0;
        return Last = ConnectionFault.Of(broken);
    }

    public void GivenUp()
    {
        Unanswered += hasLeft ? 1 : 0;
        Last = ConnectionFault.NoAnswer("no answer in time");
    }
}
