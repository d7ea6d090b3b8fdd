using System.Globalization;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.DeadLetters;

/// <summary>
/// What somebody decided about dead letters: executed by the timer, kept as the record of who decided what and of what came of it. A row of partition
/// <c>!orders</c>.
/// </summary>
/// <param name="Cause">Null for every cause.</param>
/// <param name="Letter">A single letter's id; null for all.</param>
/// <param name="By">Who decided.</param>
internal sealed record LetterOrder(
    string Id,
    LetterAction Action,
    string Customer,
    string? Cause,
    string? Letter,
    bool IsForced,
    string By,
    DateTimeOffset At
)
{
    public const string PartitionKey = "!orders";

    /// <summary>Letters that it took.</summary>
    public long Taken { get; init; }

    /// <summary>Letters that cannot be sent as they are: superseded, cut, or whole packs without force.</summary>
    public long Skipped { get; init; }

    /// <summary>All letters are taken; those sent may still wait in their lanes.</summary>
    public bool IsExecuted { get; init; }

    public Azure.ETag ETag { get; init; }

    /// <summary>The letters that are meant, among those of the customer.</summary>
    public string Matching
    {
        get
        {
            var states =
                Action == LetterAction.Discard || IsForced
                    ? $"(state eq '{DeadLetterState.Open}' or state eq '{DeadLetterState.Superseded}')"
                    : $"state eq '{DeadLetterState.Open}'";
            // What became a dead letter after the decision, or again by it, is not meant.
            var filter = $"{states} and {TableFilter.Before("dead_at", At)}";
            filter += Action == LetterAction.Redrive ? $" and order ne {TableKey.Quote(Id)}" : "";
            filter += Cause is null ? "" : $" and reason eq {TableKey.Quote(Cause)}";
            return filter + (Letter is null ? "" : $" and RowKey eq {TableKey.Quote(Letter)}");
        }
    }

    /// <summary>Orders of before a time that need nothing more.</summary>
    public static string ExecutedBefore(DateTimeOffset time) =>
        $"{TableFilter.Partition(PartitionKey)} and executed eq true and {TableFilter.Before("at", time)}";

    public static string NewId(DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:yyyyMMddTHHmmssfff}-{Guid.NewGuid():N}")[..27];

    public TableEntity Write() =>
        new(PartitionKey, Id)
        {
            ["action"] = Action == LetterAction.Redrive ? "redrive" : "discard",
            ["customer"] = Customer,
            ["cause"] = Cause,
            ["letter"] = Letter,
            ["forced"] = IsForced,
            ["by"] = By,
            ["at"] = At,
            ["taken"] = Taken,
            ["skipped"] = Skipped,
            ["executed"] = IsExecuted,
        };

    public static LetterOrder Read(TableEntity row) =>
        new(
            row.RowKey,
            row.Text("action") == "redrive" ? LetterAction.Redrive : LetterAction.Discard,
            row.Text("customer") ?? "",
            row.Text("cause"),
            row.Text("letter"),
            row.Flag("forced"),
            row.Text("by") ?? "",
            row.Time("at") ?? default
        )
        {
            Taken = row.Number("taken"),
            Skipped = row.Number("skipped"),
            IsExecuted = row.Flag("executed"),
            ETag = row.ETag,
        };
}
