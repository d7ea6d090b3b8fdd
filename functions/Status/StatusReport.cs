using Forwarder.Functions.DeadLetters;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Downtimes;

namespace Forwarder.Functions.Status;

/// <summary>Everything at one moment. It answers one question: was anything lost, and what waits.</summary>
/// <param name="Customers">By key: active, paused, invalid or serving its last valid version.</param>
internal sealed record StatusReport(
    DateTimeOffset At,
    IReadOnlyList<LaneStatus> Lanes,
    IReadOnlyList<LetterGroup> DeadLetters,
    IReadOnlyDictionary<string, string> Customers
)
{
    /// <summary>By customer; empty when they were not asked for.</summary>
    public IReadOnlyDictionary<string, DowntimeCounts> Downtimes { get; init; } =
        new Dictionary<string, DowntimeCounts>(StringComparer.Ordinal);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>What somebody should look at, in sentences; empty when all is well.</summary>
    public IReadOnlyList<string> Problems =>
        [
            .. Lanes
                .Where(lane => !lane.Row.Counters.Holds)
                .Select(lane => $"Lane {lane.Publisher}: its counts do not add up. Keep its row and report it."),
            .. Lanes
                .Where(lane => lane.MissingParked != 0)
                .Select(lane =>
                    $"Lane {lane.Publisher}: {lane.Row.Counters.Parked} events are counted as parked, but the packs that are there hold {lane.Row.Counters.Parked - lane.MissingParked}. {Missing(lane.Row, lane.MissingParked)}"
                ),
            .. Lanes
                .Where(lane => lane.Customer.Length == 0 && !lane.Row.IsEmpty)
                .Select(lane =>
                    $"{lane.Row.Counters.Parked} events of no known publisher wait in lane {lane.Publisher}, the oldest since {lane.OldestParked:u}: forwarder lanes list shows them, lanes assign delivers them."
                ),
            .. Lanes
                .Where(lane => lane.Customer.Length > 0 && lane.LagAt(At) > Patience)
                .Select(lane =>
                    $"Lane {lane.Publisher}: {lane.Row.Counters.Parked} events wait, the oldest since {lane.OldestParked:u}; {Why(lane)}."
                ),
            .. Lanes
                .Where(lane => lane.IsSilentAt(At))
                .Select(lane => $"Agent {lane.Publisher} is silent since {lane.Seen:u}."),
            .. Lanes
                .Where(lane => lane.Agent?.TokenExpires < At + TimeSpan.FromDays(30))
                .Select(lane => $"The token of agent {lane.Publisher} ends {lane.Agent!.TokenExpires:u}."),
            .. DeadLetters
                .Where(group => group.State == DeadLetterState.Open)
                .Select(group =>
                    $"{group.Count} dead letters of customer {group.Customer} ({group.Cause}) wait for a decision."
                ),
            .. Downtimes
                .Where(customer => customer.Value.Failing > 0)
                .Select(customer =>
                    $"{customer.Value.Failing} downtimes of customer {customer.Key} are not in Canopsis as desired: forwarder downtimes list says why."
                ),
            .. Customers
                .Where(customer => customer.Value is "invalid" or "last valid version")
                .Select(customer =>
                    $"The parameters of customer {customer.Key} are not valid: forwarder validate says why."
                ),
        ];

    // Packs that are there are delivered all the same; behind them the lane has nothing to go on with.
    private static string Missing(LaneRow row, long missing) =>
        row.IsEmpty || missing != row.Counters.Parked
            ? "Keep its rows and report it."
            : $"Its packs are gone from table lanes, and each pass ends there: put them back, or set head ({row.Head}) of its row lane to its tail ({row.Tail}). The lane then goes on, and the events stay counted as parked. Report it.";

    private string Why(LaneStatus lane) =>
        lane.Row.DownSince is { } down
            ? $"Canopsis takes none since {down:u}"
            : Customers.GetValueOrDefault(lane.Customer) switch
            {
                null => $"there is no customer {lane.Customer}",
                "paused" => "the customer is paused",
                "invalid" => "the customer is not valid",
                _ => "they are being delivered",
            };
}
