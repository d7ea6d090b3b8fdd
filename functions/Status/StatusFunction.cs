using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Forwarder.Functions.Customers;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Status;

/// <summary>The HTTP function <c>Status</c>, and the timer function <c>ReportStatus</c> that writes the same to the log every minute.</summary>
internal sealed class StatusFunction(
    StatusReader reader,
    CustomerCatalog customers,
    TimeProvider time,
    ILogger<StatusFunction> logger
)
{
    public async Task<HttpAnswer> AnswerAsync(HttpCall call, CancellationToken cancellation)
    {
        var report = await reader.ReadAsync(await CustomersAsync(cancellation), isComplete: true, cancellation);
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            StatusJson.Write(json, report);
            json.WriteEndObject();
        }
        return new HttpAnswer(200, Encoding.UTF8.GetString(body.WrittenSpan));
    }

    public async Task<FunctionOutcome> ReportAsync(TimerCall call, CancellationToken cancellation)
    {
        var report = await reader.ReadAsync(await CustomersAsync(cancellation), isComplete: false, cancellation);
        var now = time.GetUtcNow();
        foreach (var lane in report.Lanes)
        {
            Log(lane, now);
        }
        foreach (var lanes in report.Lanes.GroupBy(lane => lane.Row.LastHub.Partition, StringComparer.Ordinal))
        {
            var newest = lanes.Max(lane => lane.Row.LastHub.EnqueuedAt);
            StatusLog.Partition(
                logger,
                lanes.Key ?? "",
                lanes.Count(),
                Seconds(now - newest),
                lanes.Max(lane => Seconds(lane.LagAt(now)) ?? 0),
                lanes.Sum(lane => lane.Row.Counters.Parked),
                Text(lanes.Min(lane => lane.OldestParked)),
                lanes.Sum(lane => lane.Row.Counters.OpenDeadLetters),
                lanes.All(lane => lane.Holds)
            );
        }
        return FunctionOutcome.Success;
    }

    private void Log(LaneStatus lane, DateTimeOffset now)
    {
        var counters = lane.Row.Counters;
        StatusLog.Lane(
            logger,
            lane.Publisher,
            lane.Customer,
            lane.Row.LastHub.Partition,
            Seconds(lane.LagAt(now)) ?? 0,
            counters.Parked,
            Text(lane.OldestParked),
            Text(lane.Row.DownSince),
            counters.OpenDeadLetters,
            counters.Read,
            counters.Done.Delivered,
            counters.Done.DesiredState,
            counters.Done.NotMapped,
            counters.Done.DeadLettered,
            counters.Done.Superseded,
            counters.InProgress,
            lane.Holds,
            Seconds(now - lane.Seen),
            lane.Agent?.SpoolEvents
        );
        if (!lane.Holds)
        {
            StatusLog.LawBroken(logger, lane.Publisher, lane.MissingParked, counters);
        }
        if (lane.IsSilentAt(now))
        {
            StatusLog.SilentAgent(logger, lane.Publisher, Text(lane.Seen), Seconds(now - lane.Seen) ?? 0);
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> CustomersAsync(CancellationToken cancellation)
    {
        await customers.RefreshAsync(cancellation);
        return new SortedDictionary<string, string>(
            customers.All.ToDictionary(
                version => version.Key,
                version =>
                    version.Value switch
                    {
                        { Valid: null } => "invalid",
                        { IsRefused: true } => "last valid version",
                        { Valid.IsPaused: true } => "paused",
                        _ => "active",
                    },
                StringComparer.Ordinal
            ),
            StringComparer.Ordinal
        );
    }

    private static string? Text(DateTimeOffset? at) => at?.ToString("O", CultureInfo.InvariantCulture);

    private static long? Seconds(TimeSpan? span) => span is { } known ? Math.Max(0, (long)known.TotalSeconds) : null;
}
