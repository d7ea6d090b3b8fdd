using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Filtering;
using Forwarder.Agent.Inventory;
using Forwarder.Agent.Spool;
using Forwarder.Contracts.Packs;
using Microsoft.Data.Sqlite;

namespace Forwarder.Agent;

/// <summary>
/// Stages 2 to 4 of an event's way: inventory, filters, spool. It decides what is committed together and is the only
/// source of the counts that brokers are acknowledged for (architecture, "Agent: commit and acknowledgement").
/// </summary>
/// <remarks>
/// One lock orders the events of all sessions. A commit holds everything that was accepted before it, of every session;
/// when it fails, nothing is forgotten, new events wait, and <see cref="Tick"/> tries again. They wait as well while the
/// spool is full.
/// </remarks>
internal sealed class EventPipeline : IEventSinkProvider, IDisposable
{
    private const int MaxUncommittedEvents = 1000;
    private static readonly TimeSpan MaxUncommittedAge = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly EventStage stage;
    private readonly SpoolDatabase spool;
    private readonly SpoolSignal signal;
    private readonly TimeProvider time;
    private readonly TimeSpan maxPackAge;
    private readonly ILogger<EventPipeline> logger;
    private readonly PackWriter pack;
    private readonly string epoch = Guid.NewGuid().ToString("n");
    private readonly List<SessionSink> sessions = [];
    private readonly List<SealedPack> sealedPacks = [];
    private readonly List<InventoryRow> changedRows = [];
    private readonly TaskCompletionSource loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PipelineNotices notices;
    private TaskCompletionSource? healed;
    private TaskCompletionSource? room;
    private bool isLoaded;
    private long sequence;
    private long packOpened;
    private long lastCommit;
    private long lastDropOld;
    private long firstUncommitted;
    private int uncommitted;

    public EventPipeline(
        AgentConfiguration configuration,
        EventStage stage,
        SpoolDatabase spool,
        SpoolSignal signal,
        TimeProvider time,
        ILogger<EventPipeline> logger
    )
    {
        this.stage = stage;
        this.spool = spool;
        this.signal = signal;
        this.time = time;
        this.logger = logger;
        notices = new PipelineNotices(time, logger);
        maxPackAge = configuration.MaxPackAge;
        pack = new PackWriter(new PackLimits(configuration.MaxPackEvents));
        lastCommit = time.GetTimestamp();
    }

    /// <summary>Shows the lines that leave to whoever watches.</summary>
    public EventTap Tap { get; } = new();

    /// <summary>Restores the inventory. Until this ends sessions are open, but their events wait and nothing commits.</summary>
    /// <remarks>The stage belongs to the caller's thread until then; that is why the lock is taken only at the end.</remarks>
    public void Load(IEnumerable<InventoryRow> committed)
    {
        var started = time.GetTimestamp();
        stage.Load(committed);
        lock (gate)
        {
            isLoaded = true;
        }
        logger.Loaded(stage.Objects, (long)time.GetElapsedTime(started).TotalMilliseconds);
        if (stage.UnreadableRows.Count > 0)
        {
            logger.RowsUnreadable(
                stage.UnreadableRows.Values.Sum(),
                string.Join(", ", stage.UnreadableRows.Select(row => $"{row.Key}: {row.Value}"))
            );
        }
        loaded.SetResult();
    }

    /// <inheritdoc/>
    public IEventSink Open(BrokerPeer peer, Action committed)
    {
        var session = new SessionSink(this, peer, time.GetUtcNow(), committed);
        lock (gate)
        {
            sessions.Add(session);
        }
        return session;
    }

    /// <summary>Seals an old pack, commits what has waited long enough, and tries a failed commit again.</summary>
    /// <exception cref="SpoolDamagedException">The database is damaged: the agent has to start again.</exception>
    public void Tick()
    {
        lock (gate)
        {
            if (spool.IsDamaged)
            {
                throw new SpoolDamagedException();
            }
            if (!isLoaded)
            {
                return;
            }
            if (healed is not null)
            {
                if (time.GetElapsedTime(lastCommit) >= MaxUncommittedAge)
                {
                    Commit_NeedsLock();
                }
                return;
            }
            TellOperator_NeedsLock();
            LookForRoom_NeedsLock();
            stage.ReleaseHeld(AddToPack_NeedsLock);
            DropOld_NeedsLock();
            var packIsOld = pack.Count > 0 && time.GetElapsedTime(packOpened) >= maxPackAge;
            var countsAreOld = uncommitted > 0 && time.GetElapsedTime(firstUncommitted) >= MaxUncommittedAge;
            if (packIsOld || countsAreOld)
            {
                Commit_NeedsLock();
            }
        }
    }

    /// <summary>
    /// Sends a line that is no event, in a pack of its own, which counts none. False while nothing can be committed or the
    /// spool is full.
    /// </summary>
    public bool TrySend(ReadOnlySpan<byte> line)
    {
        lock (gate)
        {
            if (!isLoaded || healed is not null || room is not null)
            {
                return false;
            }
            Seal_NeedsLock();
            pack.TryAdd(line);
            Seal_NeedsLock(events: 0);
            Commit_NeedsLock();
            return healed is null;
        }
    }

    /// <summary>A consistent reading of all counts.</summary>
    public PipelineReading Read()
    {
        lock (gate)
        {
            var live = sessions.Select(session => session.Read()).ToList();
            var unspooled = pack.Count + sealedPacks.Sum(sealedPack => sealedPack.Events);
            return isLoaded
                ? new PipelineReading(
                    stage.Counters.Copy(),
                    stage.Held,
                    unspooled,
                    stage.Truncated,
                    stage.CutTexts,
                    stage.UnreadableRows.Values.Sum(),
                    stage.Unnamed,
                    IsLoaded: true,
                    healed is null,
                    live,
                    spool.Read()
                )
                : new PipelineReading(
                    new EventCounters(),
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    IsLoaded: false,
                    CanCommit: true,
                    live,
                    spool.Read()
                );
        }
    }

    /// <inheritdoc/>
    public void Dispose() => pack.Dispose();

    internal ValueTask AcceptAsync(
        SessionSink session,
        in ReceivedEvent received,
        BrokerEvent? decoded,
        CancellationToken stop
    )
    {
        Task waiting;
        lock (gate)
        {
            if (isLoaded && healed is null && room is null)
            {
                Accept_NeedsLock(session, received, decoded);
                return ValueTask.CompletedTask;
            }
            waiting = healed?.Task ?? room?.Task ?? loaded.Task;
        }
        return AcceptLaterAsync(waiting, session, received, decoded, stop);
    }

    internal void Commit()
    {
        lock (gate)
        {
            if (isLoaded)
            {
                Commit_NeedsLock();
            }
        }
    }

    internal void Close(SessionSink session)
    {
        lock (gate)
        {
            sessions.Remove(session);
            DuplicateSenders.Close(session.Senders);
        }
    }

    private async ValueTask AcceptLaterAsync(
        Task waiting,
        SessionSink session,
        ReceivedEvent received,
        BrokerEvent? decoded,
        CancellationToken stop
    )
    {
        await waiting.WaitAsync(stop);
        await AcceptAsync(session, received, decoded, stop);
    }

    private void Accept_NeedsLock(SessionSink session, in ReceivedEvent received, BrokerEvent? decoded)
    {
        if (!stage.Process(session.Senders, received, decoded, AddToPack_NeedsLock) && session.Duplicates++ == 0)
        {
            logger.DuplicateSender(session.Peer.Session, session.Peer.Address, received.SourceId);
        }
        session.Accepted = received.Ordinal;
        if (uncommitted++ == 0)
        {
            firstUncommitted = time.GetTimestamp();
        }
        // A pack that is still open will be sealed within max_pack_age; the counts travel with it.
        if (sealedPacks.Count > 0 || pack.IsFull || (pack.Count == 0 && uncommitted >= MaxUncommittedEvents))
        {
            Commit_NeedsLock();
        }
    }

    private void TellOperator_NeedsLock()
    {
        if (stage.TryTakeColdStart(out var ofUnknown, out var all))
        {
            logger.ColdStart(ofUnknown, all);
        }
        notices.TextsCut(stage.CutTexts);
    }

    private void AddToPack_NeedsLock(ReadOnlySpan<byte> line)
    {
        if (!pack.TryAdd(line))
        {
            Seal_NeedsLock();
            pack.TryAdd(line);
        }
        if (pack.Count == 1)
        {
            packOpened = time.GetTimestamp();
        }
        if (Tap.IsWatched)
        {
            Tap.Offer(line);
        }
    }

    // Every line of a pack is an event, but for those of TrySend.
    private void Seal_NeedsLock(int? events = null)
    {
        if (pack.Count > 0)
        {
            var (counted, created) = (events ?? pack.Count, time.GetUtcNow());
            sequence++;
            sealedPacks.Add(new SealedPack(epoch, sequence, created, counted, pack.Seal(epoch, sequence, created)));
        }
    }

    private void LookForRoom_NeedsLock()
    {
        if (room is null)
        {
            return;
        }
        if (!spool.HasRoom())
        {
            notices.Full(spool);
            return;
        }
        notices.HasRoom();
        room.SetResult();
        room = null;
    }

    private void DropOld_NeedsLock()
    {
        if (time.GetElapsedTime(lastDropOld) < MaxUncommittedAge)
        {
            return;
        }
        lastDropOld = time.GetTimestamp();
        try
        {
            notices.Dropped(spool.DropOld(), spool);
        }
        catch (SqliteException)
        {
            // the next commit meets it too and says what to do
        }
    }

    // Everything accepted so far is covered, or nothing is: sealed packs and changed rows are kept until the database has them.
    private void Commit_NeedsLock()
    {
        Seal_NeedsLock();
        stage.TakeChanges(changedRows);
        lastCommit = time.GetTimestamp();
        DroppedPacks dropped;
        try
        {
            dropped = spool.Commit(sealedPacks, changedRows, [.. sessions.Select(session => session.Coverage())]);
        }
        catch (SqliteException failure)
        {
            notices.CommitFailed(failure);
            healed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return;
        }
        if (healed is not null)
        {
            notices.CommitHealed();
            healed.SetResult();
            healed = null;
        }
        stage.Counters.CountSpooled(sealedPacks.Sum(sealedPack => sealedPack.Events));
        var hasPacks = sealedPacks.Count > 0;
        sealedPacks.Clear();
        changedRows.Clear();
        uncommitted = 0;
        foreach (var session in sessions)
        {
            session.CommitAccepted();
        }
        if (hasPacks)
        {
            signal.Committed();
        }
        notices.Dropped(dropped, spool);
        if (hasPacks && room is null && !spool.HasRoom())
        {
            notices.Full(spool);
            room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
