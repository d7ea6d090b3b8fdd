using Forwarder.Agent.Inventory;
using Forwarder.Agent.Spool;
using Microsoft.Data.Sqlite;

namespace Forwarder.Agent;

/// <summary>Tells the operator what goes wrong in the pipeline, and that it is over, without a line for every event.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class PipelineNotices(TimeProvider time, ILogger logger)
{
    private readonly HourlyNotice cut = new(time);
    private readonly HourlyNotice drop = new(time);
    private readonly TroubleNotice commit = new(time);
    private readonly TroubleNotice full = new(time);
    private long cutTexts;

    /// <param name="all">Texts that were cut since the start.</param>
    public void TextsCut(long all)
    {
        if (all > cutTexts && cut.TryTake())
        {
            logger.TextsCut(all - cutTexts, TextPool.MaxCleanBytes);
            cutTexts = all;
        }
    }

    public void Dropped(DroppedPacks dropped, SpoolDatabase spool)
    {
        if (dropped.Packs > 0 && drop.TryTake())
        {
            var all = spool.Read().Dropped;
            logger.SpoolDropped(dropped.Packs, dropped.Events, all.Packs, all.Events);
        }
    }

    public void CommitFailed(SqliteException failure)
    {
        if (commit.TryTell())
        {
            logger.CommitFailed(failure.Message, SpoolFaults.Remedy(SpoolFaults.Of(failure)));
        }
    }

    public void CommitHealed()
    {
        if (commit.TryEnd())
        {
            logger.CommitHealed();
        }
    }

    public void Full(SpoolDatabase spool)
    {
        if (!full.TryTell())
        {
            return;
        }
        if (spool.ReadScarceBytes() is { } left)
        {
            logger.DiskNearlyFull(left);
        }
        else
        {
            logger.SpoolFull(spool.ReadHeldBytes());
        }
    }

    public void HasRoom()
    {
        if (full.TryEnd())
        {
            logger.SpoolHasRoom();
        }
    }
}
