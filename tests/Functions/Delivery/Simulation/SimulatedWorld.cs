using System.Globalization;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Mapping;
using Forwarder.Functions.Tests.Logging;

namespace Forwarder.Functions.Tests.Delivery.Simulation;

/// <summary>
/// One lane with everything around it: a partition of the hub, two instances that may both believe to own it, the timer, Table storage and Canopsis.
/// Every call to the outside waits until the simulation decides, at random but repeatably, which one ends next and how. What must always hold is
/// checked at each write.
/// </summary>
internal sealed class SimulatedWorld
{
    public const string Publisher = "lab.central";
    private const int BatchPacks = 4;
    private const int MostCrashes = 4;

    private readonly Random random;
    private readonly SingleThread thread = new();
    private readonly List<PendingCall> calls = [];
    private readonly SimulatedProcess[] processes;
    private readonly List<SimulatedPack> hub = [];
    private readonly HashSet<string> ended = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimulatedEvent> events = new(StringComparer.Ordinal);

    // Whatever is no fault of the storage.
    private readonly List<Exception> defects = [];

    /// <summary>What all its processes wrote.</summary>
    public RecordingLogger<LaneWorker> Log { get; } = new();

    private CanopsisMood mood = CanopsisMood.Up;
    private int checkpoint;
    private int owner;
    private int starts = 2;
    private int crashes;

    public SimulatedWorld(int seed)
    {
        random = new Random(seed);
        Mapper = new EventMapper(new MappingOptions { Connector = "c"u8.ToArray(), ConnectorName = "n"u8.ToArray() });
        processes = [new SimulatedProcess(this, 0, 0), new SimulatedProcess(this, 1, 1)];
    }

    public SimulatedClock Clock { get; } = new();
    public EventMapper Mapper { get; }

    // Table storage.
    public LaneRow Row { get; private set; } = LaneRow.New;
    public int Version { get; private set; }
    public SortedDictionary<long, LanePack> Queue { get; } = [];
    public Dictionary<(PackKey Pack, int Line), string> DeadLetters { get; } = [];
    public bool IsAnnounced { get; set; }

    /// <summary>For who looks into a failure.</summary>
    public List<string> Trace { get; } = [];

    /// <summary>Ids of events in the order in which Canopsis took them.</summary>
    public List<string> Taken { get; } = [];

    public IReadOnlyCollection<SimulatedEvent> Events => events.Values;

    /// <summary>Whether a process is known to have ended, by another one: only on the same instance.</summary>
    public bool HasEnded(SimulatedProcess asking, string other) =>
        ended.Contains(other) && other.StartsWith($"instance{asking.Instance}:", StringComparison.Ordinal);

    /// <summary>The agent publishes a pack; now and then twice, as after a lost answer.</summary>
    public void Publish(IReadOnlyList<SimulatedEvent> content, long sequence, bool twice)
    {
        foreach (var one in content.Where(one => one.Nature != EventNature.Heartbeat))
        {
            events.Add(one.Id, one);
        }
        var pack = SimulatedPack.Of(content, sequence, hub.Count, Clock.Now);
        hub.Add(pack);
        if (twice)
        {
            hub.Add(SimulatedPack.Of(content, sequence, hub.Count, Clock.Now));
        }
    }

    public Task<T> CallAsync<T>(
        SimulatedProcess process,
        Func<CallEnd, T> apply,
        DateTimeOffset? givenUpAt = null,
        bool isFatal = false
    )
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!process.HasEnded)
        {
            calls.Add(
                new PendingCall(process, end => Complete(answer, apply, end))
                {
                    GivenUpAt = givenUpAt,
                    IsFatal = isFatal,
                }
            );
        }
        return answer.Task;
    }

    public void Write(LaneRow row, IReadOnlyList<LanePack> add, IReadOnlyList<ParkedPack> remove)
    {
        foreach (var parked in remove)
        {
            Assert.True(Queue.Remove(parked.Ordinal), "A pack was taken out of the queue twice.");
        }
        var ordinal = Row.Tail;
        foreach (var pack in add)
        {
            Queue.Add(ordinal++, pack);
        }
        Assert.True(add.Count == 0 || IsAnnounced, "A pack was parked in a lane that the timer does not know.");
        Assert.True(row.Owner >= Row.Owner && row.Step >= Row.Step && row.Tail == ordinal);
        Tell(
            $"{row.Holder} writes step {row.Step}: queue {row.Head} to {row.Tail}, {row.Offset}, lease until {row.LeaseUntil:HH:mm:ss}, {row.Attempt}, down since {row.DownSince:HH:mm:ss}, {add.Count} added, {remove.Count} removed"
        );
        Row = row;
        Version++;
        CheckLaw();
    }

    public CanopsisAnswer Receive(List<string> sent, CallEnd end)
    {
        var isProbe = sent is ["Events are delivered."];
        var arrived = end switch
        {
            CallEnd.Normal or CallEnd.Repeated or CallEnd.AnswerLost => true,
            CallEnd.TimedOut or CallEnd.ProcessEnded => random.Next(2) == 0,
            _ => false,
        };
        if (!arrived || mood == CanopsisMood.Down)
        {
            return new CanopsisAnswer(AnswerClass.RetryLater) { Status = mood == CanopsisMood.Down ? 503 : null };
        }
        var refused = sent.Select((id, index) => (id, index))
            .Where(one => mood == CanopsisMood.RefusesAll || (!isProbe && events[one.id].Nature == EventNature.Refused))
            .Select(one => one.index)
            .ToList();
        Tell($"Canopsis receives {string.Join(' ', sent)}, refuses {string.Join(' ', refused)}, {end}");
        if (!isProbe)
        {
            Taken.AddRange(sent.Where((_, index) => !refused.Contains(index)));
        }
        if (end is not (CallEnd.Normal or CallEnd.Repeated))
        {
            return new CanopsisAnswer(AnswerClass.RetryLater);
        }
        return refused.Count == 0
            ? new CanopsisAnswer(AnswerClass.Delivered) { Status = 200 }
            : new CanopsisAnswer(AnswerClass.Refused) { Status = 200, RefusedEvents = refused };
    }

    /// <summary>Whether sending these events ends the process.</summary>
    public bool EndsProcess(IEnumerable<string> sent) =>
        sent.Any(id => events.TryGetValue(id, out var one) && one.Nature == EventNature.EndsProcess);

    /// <summary>Goes on until the random steps are used up, then without faults until nothing is left to do.</summary>
    public void Run(int steps)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(thread);
        try
        {
            for (var step = 0; step < steps; step++)
            {
                Step();
                thread.RunAll();
            }
            mood = CanopsisMood.Up;
            var left = 20_000;
            while (!IsAtRest())
            {
                Assert.Empty(defects);
                Assert.True(left-- > 0, $"The lane does not come to rest: {Row}.");
                Settle();
                thread.RunAll();
            }
            // Workers outlive what nobody foresaw, a failed assertion of this world included; here nothing is unforeseen.
            Assert.DoesNotContain(Log.Entries, entry => entry.Id == 508);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private bool IsAtRest() =>
        checkpoint == hub.Count
        && Row.IsEmpty
        && calls.TrueForAll(call => call.Process.HasEnded)
        && Array.TrueForAll(processes, process => !process.IsForwarding && !process.IsDraining);

    private void Step()
    {
        switch (random.Next(100))
        {
            case < 55 when calls.Count > 0:
                EndOne(calls[random.Next(calls.Count)], RandomEnd());
                break;
            case < 70:
                Forward(processes[random.Next(10) == 0 ? 1 - owner : owner]);
                break;
            case < 78:
                Drain(processes[random.Next(2)]);
                break;
            case < 92:
                Advance(TimeSpan.FromSeconds(random.Next(4) == 0 ? random.Next(90) : random.NextDouble()));
                break;
            case < 94:
                owner = 1 - owner;
                break;
            case < 97:
                mood = (CanopsisMood)random.Next(3);
                break;
            case < 98 when crashes < MostCrashes:
                crashes++;
                Crash(processes[random.Next(2)]);
                break;
        }
    }

    // Everything gets its turn, nothing fails any more.
    private void Settle()
    {
        if (calls.Count > 0)
        {
            EndOne(calls[0], CallEnd.Normal);
            return;
        }
        Advance(TimeSpan.FromSeconds(1));
        Forward(processes[owner]);
        Drain(processes[random.Next(2)]);
    }

    private CallEnd RandomEnd() =>
        random.Next(20) switch
        {
            0 => CallEnd.Refused,
            1 => CallEnd.AnswerLost,
            2 => CallEnd.Repeated,
            _ => CallEnd.Normal,
        };

    private void EndOne(PendingCall call, CallEnd end)
    {
        calls.Remove(call);
        if (call.IsFatal)
        {
            Crash(call.Process);
            return;
        }
        call.End(end);
    }

    private void Advance(TimeSpan by)
    {
        var target = Clock.Now + by;
        // Requests are given up on the way.
        while (calls.Where(call => call.GivenUpAt <= target).MinBy(call => call.GivenUpAt) is { } late)
        {
            Clock.MoveTo(late.GivenUpAt!.Value);
            EndOne(late, CallEnd.TimedOut);
            thread.RunAll();
        }
        Clock.MoveTo(target);
    }

    private void Crash(SimulatedProcess process)
    {
        Tell($"{process.Name} ends");
        process.HasEnded = true;
        ended.Add(process.Name);
        foreach (var call in calls.Where(call => call.Process == process).ToList())
        {
            calls.Remove(call);
            if (!call.IsFatal && (call.GivenUpAt is not null || random.Next(2) == 0))
            {
                call.End(CallEnd.ProcessEnded);
            }
        }
        processes[process.Instance] = new SimulatedProcess(this, process.Instance, starts++) { IsRetry = true };
    }

    private static void Complete<T>(TaskCompletionSource<T> answer, Func<CallEnd, T> apply, CallEnd end)
    {
        if (end == CallEnd.ProcessEnded)
        {
            // The call may have got through, but nobody hears its answer.
            try
            {
                apply(end);
            }
            catch (Azure.RequestFailedException) { }
            return;
        }
        try
        {
            answer.SetResult(apply(end));
        }
        catch (Azure.RequestFailedException fault)
        {
            answer.SetException(fault);
        }
    }

    private void Forward(SimulatedProcess process)
    {
        if (!process.IsForwarding && checkpoint < hub.Count)
        {
            process.IsForwarding = true;
            _ = ForwardAsync(process);
        }
    }

    private async Task ForwardAsync(SimulatedProcess process)
    {
        var end = Math.Min(hub.Count, checkpoint + BatchPacks);
        var batch = hub[checkpoint..end].Select(pack => pack.Pack).ToList();
        using var budget = new LaneBudget(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(0.4), Clock);
        if (random.Next(3) == 0)
        {
            budget.LaneFinished();
        }
        try
        {
            await process.Worker.ForwardAsync(
                Publisher,
                batch,
                process.Target,
                process.IsRetry,
                budget,
                CancellationToken.None
            );
            process.IsRetry = false;
            // Who lost the partition writes no checkpoint.
            checkpoint = processes[owner] == process ? Math.Max(checkpoint, end) : checkpoint;
        }
        catch (Azure.RequestFailedException)
        {
            process.IsRetry = true;
        }
        catch (Exception defect)
        {
            defects.Add(defect);
        }
        process.IsForwarding = false;
    }

    private void Drain(SimulatedProcess process)
    {
        if (!process.IsDraining)
        {
            process.IsDraining = true;
            _ = DrainAsync(process);
        }
    }

    private async Task DrainAsync(SimulatedProcess process)
    {
        using var budget = new LaneBudget(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20), Clock);
        try
        {
            await process.Worker.DrainAsync(
                Publisher,
                process.Target,
                random.Next(2) == 0,
                () => budget.IsOver,
                CancellationToken.None
            );
        }
        catch (Azure.RequestFailedException) { }
        catch (Exception defect)
        {
            defects.Add(defect);
        }
        process.IsDraining = false;
    }

    private void Tell(string what) =>
        Trace.Add(string.Create(CultureInfo.InvariantCulture, $"{Clock.Now:HH:mm:ss.f} {what}"));

    private void CheckLaw()
    {
        var counters = Row.Counters;
        Assert.True(counters.Holds, $"The law is broken: {counters}.");
        Assert.Equal(Enumerable.Range(0, Queue.Count).Select(i => Row.Head + i), Queue.Keys);
        Assert.Equal(Row.Tail - Row.Head, Queue.Count);
        var begun = Queue.Count > 0 && Queue[Row.Head].Key == Row.Offset?.Pack ? Row.Offset.Done : 0;
        Assert.Equal(Queue.Values.Sum(pack => (long)pack.Label.Lines) - begun, counters.Parked);
    }
}

internal enum CanopsisMood
{
    Up,
    Down,
    RefusesAll,
}
