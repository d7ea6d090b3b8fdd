namespace Forwarder.Functions.Delivery;

/// <summary>Lines that came twice and were skipped, and events that may have reached Canopsis twice, by cause (architecture, guarantee 3).</summary>
internal readonly record struct DuplicateTally
{
    /// <summary>Skipped: the agent published the pack again.</summary>
    public long Resent { get; init; }

    /// <summary>Skipped: the hub delivered the same pack again.</summary>
    public long Redelivered { get; init; }

    /// <summary>Sent again because the progress of who sent them first was not recorded; after a crash, the first request.</summary>
    public long AfterCrash { get; init; }

    /// <summary>Sent again after a request without answer.</summary>
    public long UnknownOutcome { get; init; }

    /// <summary>Sent again behind a refused event of the same object.</summary>
    public long RefusedChunk { get; init; }

    public static DuplicateTally operator +(DuplicateTally left, DuplicateTally right) =>
        new()
        {
            Resent = left.Resent + right.Resent,
            Redelivered = left.Redelivered + right.Redelivered,
            AfterCrash = left.AfterCrash + right.AfterCrash,
            UnknownOutcome = left.UnknownOutcome + right.UnknownOutcome,
            RefusedChunk = left.RefusedChunk + right.RefusedChunk,
        };
}
