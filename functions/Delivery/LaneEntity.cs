using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Delivery;

/// <summary>A lane row as the row <c>lane</c> of the lane's partition.</summary>
internal static class LaneEntity
{
    public const string RowKey = "lane";

    public static TableEntity Write(string publisher, LaneRow row)
    {
        var entity = new TableEntity(publisher, RowKey)
        {
            ["positions"] = AcceptedJson.Write(row.Accepted),
            ["head"] = row.Head,
            ["tail"] = row.Tail,
            ["owner"] = row.Owner,
            ["holder"] = row.Holder,
            ["step"] = row.Step,
            ["lease_until"] = row.LeaseUntil,
            ["renewed_at"] = row.RenewedAt,
            ["down_since"] = row.DownSince,
            ["next_probe"] = row.NextProbe,
            ["hub_partition"] = row.LastHub.Partition,
            ["hub_sequence"] = row.LastHub.SequenceNumber,
            ["hub_enqueued_at"] = row.LastHub.EnqueuedAt,
            ["offset_epoch"] = row.Offset?.Pack.Epoch,
            ["offset_sequence"] = row.Offset?.Pack.Sequence,
            ["offset_lines"] = row.Offset?.Lines,
            ["offset"] = row.Offset?.Done,
            ["attempting_epoch"] = row.Attempt?.Pack.Epoch,
            ["attempting_sequence"] = row.Attempt?.Pack.Sequence,
            ["attempting_offset"] = row.Attempt?.Done,
            ["attempting_starts"] = row.Attempt?.Starts,
        };
        CounterEntity.Write(entity, row.Counters);
        return entity;
    }

    public static LaneRow Read(TableEntity entity) =>
        new()
        {
            Accepted = AcceptedJson.Read(entity.Text("positions") ?? "[]"),
            Head = entity.Number("head"),
            Tail = entity.Number("tail"),
            Owner = entity.Number("owner"),
            Holder = entity.Text("holder") ?? "",
            Step = entity.Number("step"),
            LeaseUntil = entity.Time("lease_until"),
            RenewedAt = entity.Time("renewed_at"),
            DownSince = entity.Time("down_since"),
            NextProbe = entity.Time("next_probe"),
            LastHub = new HubPosition(
                entity.Text("hub_partition"),
                entity["hub_sequence"] as long?,
                entity.Time("hub_enqueued_at")
            ),
            Offset = entity.Text("offset_epoch") is { } begun
                ? new PackOffset(
                    new PackKey(begun, entity.Number("offset_sequence")),
                    (int)entity.Number("offset_lines"),
                    (int)entity.Number("offset")
                )
                : null,
            Attempt = entity.Text("attempting_epoch") is { } attempting
                ? new PackAttempt(
                    new PackKey(attempting, entity.Number("attempting_sequence")),
                    (int)entity.Number("attempting_offset"),
                    (int)entity.Number("attempting_starts")
                )
                : null,
            Counters = CounterEntity.Read(entity),
        };
}
