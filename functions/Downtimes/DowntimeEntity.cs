using Forwarder.Functions.Mapping.Downtimes;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Downtimes;

/// <summary>A desired state as a row of table <c>downtimes</c>: one partition per customer, the key is the encoded name.</summary>
internal static class DowntimeEntity
{
    // Authors are shown to operators only; Canopsis puts the account of the API in their place.
    private const int LongestAuthor = 255;

    public static string RowKey(string name) => TableKey.Encode(name);

    public static TableEntity Write(string customer, DesiredDowntime row)
    {
        var author = row.Body.Author;
        var progress = row.Progress;
        var entity = new TableEntity(customer, RowKey(row.Name))
        {
            ["name"] = row.Name,
            ["is_present"] = row.IsPresent,
            ["author"] = author.Length > LongestAuthor ? author[..LongestAuthor] : author,
            ["start"] = row.Body.Start,
            ["stop"] = row.Body.Stop,
            ["entity"] = row.Body.Entity,
            ["applied"] = row.Applied.Text,
            ["revision"] = row.Revision,
            ["changed_at"] = row.ChangedAt,
            ["is_adopted"] = row.IsAdopted ? true : null,
            ["is_done"] = progress.IsDone,
            ["is_there"] = progress.IsThere,
            ["canopsis_id"] = progress.Id,
            ["is_comment_done"] = progress.IsCommentDone,
            ["comment_attempts"] = progress.CommentAttempts,
            ["attempts"] = progress.Attempts,
            ["error"] = progress.Error,
            ["next_try"] = progress.NextTry,
            ["done_at"] = progress.DoneAt,
        };
        if (row.Body.Templated is { } templated)
        {
            ChunkedBinary.Set(entity, "body", templated);
        }
        if (row.Comment is { } comment)
        {
            ChunkedBinary.Set(entity, "comment", comment);
        }
        return entity;
    }

    public static StoredDowntime Read(TableEntity entity)
    {
        var name = entity.Text("name") ?? "";
        var row = new DesiredDowntime(name)
        {
            IsPresent = entity.Flag("is_present"),
            Body = new DowntimeBody
            {
                Name = name,
                Author = entity.Text("author") ?? "",
                Start = entity.Number("start"),
                Stop = entity.Number("stop"),
                Entity = entity.Text("entity") ?? "",
                Templated = ChunkedBinary.Get(entity, "body"),
            },
            Comment = ChunkedBinary.Get(entity, "comment"),
            Applied = new AppliedPositions(entity.Text("applied") ?? ""),
            Revision = entity.Number("revision"),
            ChangedAt = entity.Time("changed_at") ?? default,
            IsAdopted = entity.Flag("is_adopted"),
            Progress = new DowntimeProgress
            {
                IsDone = entity.Flag("is_done"),
                IsThere = entity["is_there"] as bool?,
                Id = entity.Text("canopsis_id"),
                IsCommentDone = entity.Flag("is_comment_done"),
                CommentAttempts = (int)entity.Number("comment_attempts"),
                Attempts = (int)entity.Number("attempts"),
                Error = entity.Text("error"),
                NextTry = entity.Time("next_try"),
                DoneAt = entity.Time("done_at"),
            },
        };
        return new StoredDowntime(row, entity.ETag);
    }
}
