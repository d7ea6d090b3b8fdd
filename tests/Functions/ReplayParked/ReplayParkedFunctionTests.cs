using Forwarder.Functions.Customers;
using Forwarder.Functions.DeadLetters;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Hosting;
using Forwarder.Functions.ReplayParked;
using Forwarder.Functions.Tests.Canopsis;
using Forwarder.Functions.Tests.DeadLetters;
using Forwarder.Functions.Tests.Delivery;
using Forwarder.Functions.Tests.Logging;
using Forwarder.Functions.Tests.Tables;

namespace Forwarder.Functions.Tests.ReplayParked;

/// <summary>Customers do not wait for each other.</summary>
public sealed class ReplayParkedFunctionTests(Azurite azurite) : IAsyncLifetime
{
    private static readonly TimeSpan Never = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder folder = new();
    private readonly TestLanes lanes = new(azurite);
    private readonly TaskCompletionSource held = new();
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;
    private StubCanopsis slow = null!;
    private StubCanopsis quick = null!;
    private CustomerCatalog customers = null!;

    public async ValueTask InitializeAsync()
    {
        slow = await StubCanopsis.StartAsync();
        quick = await StubCanopsis.StartAsync();
        AddCustomer("slow", slow);
        AddCustomer("quick", quick);
        customers = new CustomerCatalog(
            new CustomerSources(null, new CustomerFolder(folder.Path), new RecordingLogger<CustomerCatalog>()),
            null,
            TimeSpan.Zero,
            TimeProvider.System,
            new RecordingLogger<CustomerCatalog>()
        );
    }

    [Fact]
    public async Task A_lane_does_not_wait_for_the_dead_letters_of_another_customer()
    {
        await ParkAsync("quick.site");
        var desk = new LetterDesk(lanes.DeadLetterTable, TimeProvider.System);
        await AddLetterAsync();
        var order = await desk.OrderAsync(LetterAction.Redrive, "slow", null, null, false, "me", cancellation);
        // Right when the letters are read and not yet marked.
        var replay = Replay(letters: new InterruptedTime(() => held.Task));

        var invocation = RunAsync(replay);
        await quick.FirstReceived.WaitAsync(Limit, cancellation);
        Assert.False(invocation.IsCompleted);
        Assert.False((await desk.ResultAsync(order.Id, cancellation))!.Value.Order.IsExecuted);

        held.SetResult();
        await invocation;
        Assert.True((await desk.ResultAsync(order.Id, cancellation))!.Value.Order.IsExecuted);
        Assert.Single(slow.Accepted);
    }

    [Fact]
    public async Task An_invocation_does_not_wait_for_a_pass_that_an_earlier_one_began()
    {
        slow.Always((_, _) => held.Task);
        await ParkAsync("slow.site");
        var replay = Replay();
        var earlier = RunAsync(replay);
        await slow.FirstReceived.WaitAsync(Limit, cancellation);
        await ParkAsync("quick.site");

        await RunAsync(replay).WaitAsync(Limit, cancellation);

        Assert.Single(quick.Accepted);
        Assert.False(earlier.IsCompleted);
        held.SetResult();
        await earlier;
    }

    public async ValueTask DisposeAsync()
    {
        customers.Dispose();
        await slow.DisposeAsync();
        await quick.DisposeAsync();
        folder.Dispose();
    }

    private static async Task RunAsync(ReplayParkedFunction replay) =>
        Assert.Null(
            (
                await replay.RunAsync(new TimerCall { InvocationId = "id" }, TestContext.Current.CancellationToken)
            ).Failure
        );

    private ReplayParkedFunction Replay(TimeProvider? letters = null) =>
        new(
            lanes.Directory,
            lanes.Worker,
            customers,
            lanes.Agenda(),
            lanes.Letters(letters),
            lanes.Cleaning(),
            lanes.Settings with
            {
                Pass = Never,
                Turn = Never,
                PassWait = Never,
            },
            TimeProvider.System,
            new RecordingLogger<ReplayParkedFunction>()
        );

    private async Task ParkAsync(string publisher)
    {
        using var budget = new LaneBudget(Never, Never, TimeProvider.System);
        var pack = TestPacks.Of(1, DateTimeOffset.UtcNow, LetterLane.Status(1, "one"));
        await lanes.Worker.ForwardAsync(publisher, [pack], null, false, budget, cancellation);
    }

    private Task AddLetterAsync() =>
        new TableDeadLetters(lanes.DeadLetterTable, TimeProvider.System).AddAsync(
            [
                new DeadLetter(
                    "slow",
                    "slow.site",
                    new PackKey("0f8a", 7),
                    1,
                    TestPacks.Created,
                    DeadLetterReason.Refused,
                    System.Text.Encoding.UTF8.GetBytes(LetterLane.Status(1, "one"))
                ),
            ],
            cancellation
        );

    private void AddCustomer(string key, StubCanopsis at) =>
        folder.Write(
            $"{key}.json",
            $$"""{"canopsis_host":"127.0.0.1","canopsis_port":{{at.Url.Port}},"sending_protocol":"http","allow_private_host":1,"canopsis_authkey":"KEY-{{key}}"}"""
        );
}
