using Forwarder.Functions.Canopsis;

namespace Forwarder.Functions.Delivery;

/// <summary>
/// Decides how a chunk of events gets through (architecture, "Answer classes"): what is sent next after each answer, and which event becomes a dead
/// letter. An event is blamed only while Canopsis takes other events, as a probe shows each time; otherwise the lane waits. Does no I/O itself.
/// </summary>
/// <param name="objectsOf">What each event is about; asked for at the first refusal. Events of one object keep their order.</param>
internal sealed class ChunkCourse(int count, Func<IReadOnlyList<string>> objectsOf)
{
    /// <summary>Refusals of one event, after which it becomes a dead letter.</summary>
    private const int MostRefusals = 3;

    /// <summary>Retries of a chunk that Canopsis refused together with the probe.</summary>
    private const int OutageRetries = 2;
    private const double SuspiciousShare = 0.2;
    private const int SuspiciouslyFew = 5;
    private static readonly TimeSpan RefusalPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(1);

    private readonly EventFate[] fates = new EventFate[count];
    private readonly int[] refusals = new int[count];

    // The next positions to send on top; below them what follows.
    private readonly Stack<IReadOnlyList<int>> work = new([
        [.. Enumerable.Range(0, count)],
    ]);
    private IReadOnlyList<string>? objects;
    private CanopsisAnswer? doubtful;
    private int outages;

    public ChunkStep Next { get; private set; } = new ChunkStep.Send([.. Enumerable.Range(0, count)]);

    public IReadOnlyList<EventFate> Fates => fates;

    /// <summary>Events that were taken and are sent again all the same, behind a refused one of their object.</summary>
    public int Resent { get; private set; }

    /// <summary>The answer to <see cref="ChunkStep.Send"/>.</summary>
    public void Answer(CanopsisAnswer answer)
    {
        var sent = work.Peek();
        switch (answer.Class)
        {
            case AnswerClass.Delivered:
                Deliver(sent);
                work.Pop();
                GoOn();
                break;
            case AnswerClass.RetryLater:
                Next = new ChunkStep.Blocked(BlockReason.RetryLater);
                break;
            case AnswerClass.Misconfigured:
                Next = new ChunkStep.Blocked(BlockReason.Misconfigured);
                break;
            case AnswerClass.OutOfTime:
                Next = new ChunkStep.Blocked(BlockReason.OutOfTime);
                break;
            case AnswerClass.TooLarge or AnswerClass.Invalid when sent.Count > 1:
                work.Pop();
                work.Push([.. sent.Skip(sent.Count / 2)]);
                work.Push([.. sent.Take(sent.Count / 2)]);
                GoOn();
                break;
            case AnswerClass.Refused when !IsSuspicious(answer, sent):
                Blame(answer);
                break;
            default:
                doubtful = answer;
                Next = new ChunkStep.Probe();
                break;
        }
    }

    /// <summary>The answer to <see cref="ChunkStep.Probe"/>.</summary>
    public void AnswerProbe(CanopsisAnswer answer)
    {
        switch (answer.Class)
        {
            case AnswerClass.Delivered:
                Blame(doubtful!);
                break;
            case AnswerClass.Refused when outages++ < OutageRetries:
                Next = new ChunkStep.Pause(OutagePause);
                break;
            case AnswerClass.Refused:
                Next = new ChunkStep.Blocked(BlockReason.Outage);
                break;
            case AnswerClass.RetryLater:
                Next = new ChunkStep.Blocked(BlockReason.RetryLater);
                break;
            case AnswerClass.OutOfTime:
                Next = new ChunkStep.Blocked(BlockReason.OutOfTime);
                break;
            default:
                Next = new ChunkStep.Blocked(BlockReason.Misconfigured);
                break;
        }
    }

    /// <summary>The <see cref="ChunkStep.Pause"/> is over.</summary>
    public void Resume() => GoOn();

    private static bool IsSuspicious(CanopsisAnswer answer, IReadOnlyList<int> sent) =>
        answer.RefusedEvents.Count > sent.Count * SuspiciousShare
        || (sent.Count <= SuspiciouslyFew && answer.RefusedEvents.Count == sent.Count);

    private void Deliver(IEnumerable<int> positions)
    {
        foreach (var position in positions)
        {
            fates[position] = EventFate.Delivered;
        }
    }

    private void Blame(CanopsisAnswer answer)
    {
        var sent = work.Pop();
        if (answer.Class == AnswerClass.Refused)
        {
            Refuse(sent, [.. answer.RefusedEvents.Select(index => sent[index])], answer.Status);
            return;
        }
        var reason = answer.Class == AnswerClass.TooLarge ? DeadLetterReason.TooLarge : DeadLetterReason.NotUnderstood;
        fates[sent[0]] = new EventFate(true, reason, answer.Status);
        GoOn();
    }

    // An object's events are sent again from its first refused one on, so that the last that Canopsis takes is the last of the object.
    private void Refuse(IReadOnlyList<int> sent, HashSet<int> refused, int? status)
    {
        objects ??= objectsOf();
        var again = new List<int>();
        var behind = new HashSet<string>(StringComparer.Ordinal);
        foreach (var position in sent)
        {
            if (refused.Contains(position) && ++refusals[position] >= MostRefusals)
            {
                fates[position] = new EventFate(true, DeadLetterReason.Refused, status);
            }
            else if (refused.Contains(position))
            {
                behind.Add(objects[position]);
                again.Add(position);
            }
            else if (behind.Contains(objects[position]))
            {
                Resent++;
                again.Add(position);
            }
            else
            {
                fates[position] = EventFate.Delivered;
            }
        }
        if (again.Count == 0)
        {
            GoOn();
            return;
        }
        work.Push(again);
        Next = new ChunkStep.Pause(RefusalPause);
    }

    private void GoOn() => Next = work.Count > 0 ? new ChunkStep.Send(work.Peek()) : new ChunkStep.Finished();
}
