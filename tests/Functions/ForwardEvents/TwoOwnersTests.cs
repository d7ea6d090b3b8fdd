using Forwarder.Functions.Tests.Canopsis;
using Forwarder.Functions.Tests.Delivery;
using Forwarder.Functions.Tests.Hosting;
using Forwarder.Functions.Tests.Tables;

namespace Forwarder.Functions.Tests.ForwardEvents;

/// <summary>
/// Two handlers, as processes, that both believe to own a partition: the host gives a batch to the second one while the first still waits for the
/// answer to its request.
/// </summary>
public sealed class TwoOwnersTests(Azurite azurite)
{
    [Fact]
    public async Task While_the_first_owner_waits_thirty_seconds_for_canopsis_the_second_neither_overtakes_nor_repeats()
    {
        await using var canopsis = await StubCanopsis.StartAsync();
        var held = new TaskCompletionSource();
        canopsis.Then(
            async (context, events) =>
            {
                held.SetResult();
                await Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted);
                await canopsis.EchoAsync(context, events);
            }
        );
        using var invocation = new DirectInvocation(azurite, canopsis);
        await using var first = await invocation.StartHandlerAsync();
        await using var second = await invocation.StartHandlerAsync();

        var batch = new[] { invocation.Pack(1, "1", "2"), invocation.Pack(2, "3") };
        var given = invocation.ForwardAsync(first, batch);
        await held.Task.WaitAsync(TestContext.Current.CancellationToken);
        // The partition has moved: the same packs again, then newer ones.
        Assert.Equal(200, await invocation.ForwardAsync(second, batch));
        Assert.Equal(
            200,
            await invocation.ForwardAsync(second, [invocation.Pack(3, "4"), invocation.Pack(4, "5", "6")])
        );
        Assert.Equal(200, await invocation.ReplayAsync(second));
        Assert.Equal(200, await given);
        Assert.Empty(canopsis.Accepted);

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (canopsis.Accepted.Count < 6)
        {
            await Task.Delay(200, limit.Token);
        }
        var row = await invocation.RestingRowAsync();

        Assert.Equal(["1", "2", "3", "4", "5", "6"], canopsis.Accepted.Select(one => (string)one["output"]!));
        Assert.Equal((6, 0, 0), (row.Counters.Done.Delivered, row.Counters.Parked, row.Counters.InProgress));
    }
}
