namespace Forwarder.Agent.Spool;

/// <summary>How much may wait in the spool, and what happens when it is full.</summary>
/// <param name="MaxBytes">Bytes of packs, those that are set aside included (<c>spool_max_bytes</c>).</param>
/// <param name="MaxAge">Age of the oldest pack (<c>spool_max_age</c>); null: any.</param>
/// <param name="DropsOldest">True: the oldest packs make room, counted as lost. False: no broker is acknowledged any more.</param>
internal sealed record SpoolLimits(long MaxBytes, TimeSpan? MaxAge, bool DropsOldest)
{
    public static readonly SpoolLimits None = new(long.MaxValue, null, DropsOldest: false);

    /// <summary>
    /// Bytes that the disk must still offer before anything is taken, whoever uses it: a spool that had filled its disk to the
    /// last could not even let go what is published, because that is written too. 0: none.
    /// </summary>
    public long DiskReserveBytes { get; init; }

    /// <summary>A spool that was full takes events again below this: not for every pack that leaves.</summary>
    public long ResumeBytes => MaxBytes / 10 * 9;
}
