using Forwarder.Functions.Downtimes;
using Forwarder.Functions.Mapping.Downtimes;
using static Forwarder.Functions.Tests.Downtimes.TestDowntimes;

namespace Forwarder.Functions.Tests.Downtimes;

/// <summary>Rows and a model of Canopsis that have drifted apart at random, foreign pbehaviors included.</summary>
internal sealed class DriftedWorld
{
    private const string Prefix = "centreon-downtime-acme-";

    private static readonly DowntimeBody Body = Read(Line()).Body;
    private static readonly byte[] Comment = Read(Line()).Comment!;

    private readonly Random random;
    private readonly Dictionary<string, DesiredDowntime> rows = [];
    private readonly Dictionary<string, ListedPbehavior> canopsis = [];
    private DateTimeOffset now = Now;

    public DriftedWorld(int size, int seed)
    {
        random = new Random(seed);
        for (var i = 0; i < size; i++)
        {
            var name = $"{Prefix}paris-1-{i}-100";
            if (random.Next(10) == 0)
            {
                var foreign = random.Next(2) == 0 ? name : $"centreon-downtime-{i}-100";
                canopsis[foreign] = new ListedPbehavior(foreign, foreign) { Start = 1, Stop = 2 };
                continue;
            }
            var row = Row(name, i);
            rows[name] = row;
            if (random.Next(3) > 0)
            {
                canopsis[name] = Listed(row);
            }
        }
    }

    /// <summary>As the timer does, a minute after the last time.</summary>
    public DowntimePlan Compare()
    {
        now = now.AddMinutes(1);
        return DowntimeDifference.Between(
            new PbehaviorListing(now, Prefix, [.. canopsis.Values]),
            [.. rows.Values.Select(Stored)],
            now
        );
    }

    public List<ListedPbehavior> Foreign() => [.. canopsis.Values.Where(item => !rows.ContainsKey(item.Name))];

    /// <summary>Everything desired is there, nothing that is not.</summary>
    public bool IsEqual() =>
        rows.Values.All(row =>
            canopsis.TryGetValue(row.Name, out var found)
                ? row.IsPresent && DowntimeDifference.Agrees(row, found) && (!row.NeedsComment)
                : !row.IsPresent || (row.IsOver(now) && row.Progress.IsDone)
        );

    public void Apply(DowntimePlan plan)
    {
        foreach (var action in plan.Actions)
        {
            var row = rows[action.Stored.Row.Name];
            switch (action.Kind)
            {
                case DowntimeActionKind.Create:
                case DowntimeActionKind.Correct:
                    canopsis[row.Name] = Equal(row);
                    rows[row.Name] = Commented(row);
                    break;
                case DowntimeActionKind.Comment:
                    canopsis[row.Name] = canopsis[row.Name] with { Comments = ["disk"] };
                    rows[row.Name] = Commented(row);
                    break;
                case DowntimeActionKind.Delete:
                    canopsis.Remove(row.Name);
                    rows[row.Name] = row with { Progress = DowntimeProgress.Gone(now) };
                    break;
                case DowntimeActionKind.Confirm:
                    rows[row.Name] = row.IsPresent
                        ? Commented(row)
                        : row with
                        {
                            Progress = DowntimeProgress.Gone(now),
                        };
                    break;
                default:
                    rows.Remove(row.Name);
                    break;
            }
        }
    }

    private DesiredDowntime Row(string name, int number)
    {
        var isOver = random.Next(8) == 0;
        return new DesiredDowntime(name)
        {
            IsPresent = random.Next(3) > 0,
            Body = Body with
            {
                Name = name,
                Entity = $"service {number}/host",
                Start = isOver ? 100 : 2_000 + random.Next(5),
                Stop = isOver ? 200 : 3_000 + random.Next(5),
            },
            Comment = random.Next(5) > 0 ? Comment : null,
            Revision = random.Next(5),
            ChangedAt = random.Next(20) == 0 ? Now - DowntimeDifference.Memory.Multiply(2) : Now.AddMinutes(-1),
            Progress = random.Next(4) switch
            {
                0 => DowntimeProgress.Pending,
                1 => DowntimeProgress.Gone(default),
                2 => DowntimeProgress.Pending.Shown(name, default),
                _ => DowntimeProgress.Pending.Shown(name, default) with { IsCommentDone = true },
            },
        };
    }

    private ListedPbehavior Listed(DesiredDowntime row) =>
        random.Next(6) switch
        {
            0 => Equal(row) with { Start = 7 },
            1 => Equal(row) with { Stop = null },
            2 => Equal(row) with { IsEnabled = false },
            3 => Equal(row) with { Entity = null },
            4 => Equal(row) with { Comments = [] },
            _ => Equal(row),
        };

    private static ListedPbehavior Equal(DesiredDowntime row) =>
        new(row.Name, row.Name)
        {
            Start = row.Body.Start,
            Stop = row.Body.Stop,
            Entity = row.Body.Entity,
            Comments = row.Comment is null ? [] : ["disk"],
        };

    private DesiredDowntime Commented(DesiredDowntime row) =>
        row with
        {
            Progress = row.Progress.Shown(row.Name, now) with { IsCommentDone = row.Comment is not null },
        };
}
