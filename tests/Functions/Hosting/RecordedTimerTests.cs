using System.Globalization;
using System.Text.Json;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Tests.Hosting;

/// <summary>Every recorded timer request is understood.</summary>
public sealed class RecordedTimerTests
{
    public static TheoryData<string> Recorded =>
        [
            .. RecordedRequest
                .All.Where(request => request.Name.Contains("timer-", StringComparison.Ordinal))
                .Select(request => request.Path),
        ];

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task The_schedule_arrives(string path)
    {
        var request = RecordedRequest.At(path);
        var call = await ReplayAsync(request);

        var sent = request.Envelope().GetProperty("Data").GetProperty("timer");
        Assert.Equal(sent.GetProperty("IsPastDue").GetBoolean(), call.IsPastDue);
        Assert.Equal(request.Name.Contains("past-due", StringComparison.Ordinal), call.IsPastDue);
        Assert.Equal(Time(sent, "Next"), call.Next);
        Assert.Equal(0, call.RetryCount);
        if (!Monitored(request))
        {
            Assert.Null(call.Next);
            Assert.Null(call.Last);
        }
    }

    [Fact]
    public async Task The_first_run_ever_has_no_last_one()
    {
        var call = await ReplayAsync(RecordedRequest.Named("timer-monitor-run1-first-ever"));

        Assert.Null(call.Last);
        Assert.NotNull(call.Next);
    }

    [Fact]
    public async Task A_later_run_knows_the_last_one()
    {
        var call = await ReplayAsync(RecordedRequest.Named("timer-monitor-run2"));

        Assert.True(call.Last < call.Next);
    }

    private static async Task<TimerCall> ReplayAsync(RecordedRequest request)
    {
        TimerCall? received = null;
        var functions = new FunctionMap().Timer(
            request.Function,
            "timer",
            (call, _) =>
            {
                received = call;
                return Task.FromResult(FunctionOutcome.Success);
            }
        );
        await using var handler = await RunningHandler.StartAsync(functions);
        var answer = await handler.SendAsync(request.Bytes);

        Assert.Equal((200, "{}"), (answer.Status, answer.Body));
        Assert.NotNull(received);
        return received;
    }

    private static bool Monitored(RecordedRequest request) =>
        !request.Name.Contains("nomonitor", StringComparison.Ordinal)
        && !request.Name.Contains("interval", StringComparison.Ordinal);

    private static DateTimeOffset? Time(JsonElement timer, string member) =>
        timer.GetProperty("ScheduleStatus") is { ValueKind: JsonValueKind.Object } status
            ? DateTimeOffset.Parse(status.GetProperty(member).GetString()!, CultureInfo.InvariantCulture)
            : null;
}
