using System.Diagnostics;
using Forwarder.Functions.Tests.Canopsis;
using Forwarder.Functions.Tests.Hosting;
using Forwarder.Functions.Tests.Tables;

namespace Forwarder.Functions.Tests.ForwardEvents;

/// <summary>A pack that ends the handler whenever it is delivered; the handler is a process and is started again, as the host does.</summary>
public sealed class ProcessEndingPackTests(Azurite azurite)
{
    [Fact]
    public async Task It_is_a_dead_letter_after_three_starts_and_holds_up_other_lanes_for_less_than_a_minute()
    {
        await using var canopsis = await StubCanopsis.StartAsync();
        using var invocation = new DirectInvocation(azurite, canopsis);
        var handler = await invocation.StartHandlerAsync();
        // What ends the process does so between the request and its answer.
        canopsis.Always(
            async (context, events) =>
            {
                if (events.Any(one => (string?)one!["output"] == "poison"))
                {
                    await handler.StopAsync("KILL");
                    context.Abort();
                    return;
                }
                await canopsis.EchoAsync(context, events);
            }
        );
        var batch = new[]
        {
            invocation.Pack(1, "1"),
            invocation.Pack(2, "2", "poison", "3"),
            invocation.Pack(3, "4"),
            invocation.Pack(1, "other") with
            {
                Publisher = invocation.OtherPublisher,
            },
        };

        var watch = Stopwatch.StartNew();
        var ends = 0;
        TimeSpan? otherDelivered = null;
        var attempt = 0;
        var isTaken = false;
        while (!canopsis.Accepted.Any(one => (string)one["output"]! == "4"))
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(90), $"Not delivered after {ends} ends of the process.");
            var status = isTaken
                ? await invocation.ReplayAsync(handler)
                : await invocation.ForwardAsync(handler, batch, attempt++);
            isTaken |= status == 200;
            otherDelivered ??= canopsis.Accepted.Any(one => (string)one["output"]! == "other") ? watch.Elapsed : null;
            if (status is null)
            {
                ends++;
                await handler.DisposeAsync();
                handler = await invocation.StartHandlerAsync();
            }
            else if (isTaken)
            {
                await Task.Delay(200, TestContext.Current.CancellationToken);
            }
        }
        await using var last = handler;
        var row = await invocation.RestingRowAsync();

        Assert.InRange(ends, 3, 4);
        Assert.True(otherDelivered < TimeSpan.FromSeconds(60), $"{otherDelivered}");
        Assert.Equal((1, 0), (row.Counters.Quarantined, row.Counters.Parked));
        Assert.Equal(3, row.Counters.Done.DeadLettered);
        Assert.Equal(2, row.Counters.Done.Delivered);
    }
}
