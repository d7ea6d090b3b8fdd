using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Delivery;

/// <summary>The counters of a lane as properties of its row, with the names of the conservation law.</summary>
internal static class CounterEntity
{
    public static void Write(TableEntity entity, LaneCounters counters)
    {
        entity["lines"] = counters.Lines;
        // What the law calls read; for who reads the table.
        entity["read"] = counters.Read;
        entity["delivered"] = counters.Done.Delivered;
        entity["desired_state"] = counters.Done.DesiredState;
        entity["not_mapped"] = counters.Done.NotMapped;
        entity["dead_lettered"] = counters.Done.DeadLettered;
        entity["superseded"] = counters.Done.Superseded;
        entity["heartbeat"] = counters.Done.Heartbeats;
        entity["unknown"] = counters.Done.Unknown;
        entity["parked"] = counters.Parked;
        entity["in_progress"] = counters.InProgress;
        entity["packs"] = counters.Packs;
        entity["quarantined"] = counters.Quarantined;
        entity["duplicate_resent"] = counters.Duplicates.Resent;
        entity["duplicate_redelivered"] = counters.Duplicates.Redelivered;
        entity["duplicate_after_crash"] = counters.Duplicates.AfterCrash;
        entity["duplicate_unknown_outcome"] = counters.Duplicates.UnknownOutcome;
        entity["duplicate_refused_chunk"] = counters.Duplicates.RefusedChunk;
        entity["open_dead_letters"] = counters.OpenDeadLetters;
        entity["redriven"] = counters.Redriven;
    }

    public static LaneCounters Read(TableEntity entity) =>
        new()
        {
            Lines = entity.Number("lines"),
            Done = new LineTally
            {
                Delivered = entity.Number("delivered"),
                DesiredState = entity.Number("desired_state"),
                NotMapped = entity.Number("not_mapped"),
                DeadLettered = entity.Number("dead_lettered"),
                Superseded = entity.Number("superseded"),
                Heartbeats = entity.Number("heartbeat"),
                Unknown = entity.Number("unknown"),
            },
            Parked = entity.Number("parked"),
            InProgress = entity.Number("in_progress"),
            Packs = entity.Number("packs"),
            Quarantined = entity.Number("quarantined"),
            Duplicates = new DuplicateTally
            {
                Resent = entity.Number("duplicate_resent"),
                Redelivered = entity.Number("duplicate_redelivered"),
                AfterCrash = entity.Number("duplicate_after_crash"),
                UnknownOutcome = entity.Number("duplicate_unknown_outcome"),
                RefusedChunk = entity.Number("duplicate_refused_chunk"),
            },
            OpenDeadLetters = entity.Number("open_dead_letters"),
            Redriven = entity.Number("redriven"),
        };
}
