using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Tokens;

namespace Forwarder.Functions.Tests.Tokens;

/// <summary>What the hub makes of tokens: whose they are, how keys are rotated, how a publisher is revoked.</summary>
public sealed class PublisherTokenTests
{
    private const string First = "first-key";
    private const string Second = "second-key";
    private const string ManageKey = "manage-key";

    private static readonly string[] Policies =
    [
        $"agents={First}:send",
        $"agents={Second}:send",
        $"admin={ManageKey}:manage,send,listen",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_token_ends_in_its_publisher_and_at_its_time_and_is_not_printed_by_accident()
    {
        var now = new DateTimeOffset(2026, 3, 2, 10, 15, 30, 900, TimeSpan.Zero);
        var hub = HubAddress.Parse("https://contoso.servicebus.windows.net/events")!;

        var token = PublisherToken.Issue(new PublisherId("acme", "central"), hub, "agents", First, now, 30);

        Assert.True(SasToken.TryRead(token.Text, out var read));
        Assert.Equal("https://contoso.servicebus.windows.net/events/publishers/acme.central", read!.Resource);
        Assert.Equal(new DateTimeOffset(2026, 4, 1, 10, 15, 30, TimeSpan.Zero), read.Expires);
        Assert.Equal(token.Expires, read.Expires);
        Assert.Equal("agents", read.PolicyName);
        Assert.DoesNotContain("sig=", $"{token}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hub_takes_a_token_for_its_own_publisher_alone()
    {
        await using var hub = await HubStandIn.StartAsync(Policies);
        var token = Issue(hub, "acme.a", First);

        Assert.Equal(201, await hub.PublishAsync("acme.a", token));
        Assert.Equal(401, await hub.PublishAsync("acme-2.a", token));
        Assert.Equal(401, await hub.PublishAsync("acme.ab", token));
        Assert.Equal(401, await hub.PublishAsync("acme.b", token));
        Assert.Equal(401, await hub.PublishAsync("acme.a", Issue(hub, "acme.a", First, days: -1)));
    }

    [Fact]
    public async Task Keys_are_rotated_without_a_gap()
    {
        // Both keys of the policy are good until the first is regenerated.
        string before,
            after;
        await using (var hub = await HubStandIn.StartAsync(Policies))
        {
            before = Issue(hub, "acme.a", First);
            after = Issue(hub, "acme.a", Second);
            Assert.Equal(201, await hub.PublishAsync("acme.a", before));
            Assert.Equal(201, await hub.PublishAsync("acme.a", after));
        }
        await using var regenerated = await HubStandIn.StartAsync("agents=third-key:send", $"agents={Second}:send");
        Assert.Equal(401, await regenerated.PublishAsync("acme.a", before));
        Assert.Equal(201, await regenerated.PublishAsync("acme.a", after));
    }

    [Fact]
    public async Task A_revoked_publisher_is_refused_until_it_is_restored()
    {
        await using var hub = await HubStandIn.StartAsync(Policies);
        var (a, b) = (Issue(hub, "acme.a", First), Issue(hub, "acme.b", First));
        using var revoked = Revoked(hub, "admin", ManageKey);
        var id = new PublisherId("acme", "a");

        await revoked.RevokeAsync(id, Cancellation);
        await revoked.RevokeAsync(id, Cancellation);
        Assert.Equal(["acme.a"], await revoked.ListAsync(Cancellation));
        Assert.Equal(401, await hub.PublishAsync("acme.a", a));
        Assert.Equal(401, await hub.PublishAsync("acme.a", Issue(hub, "acme.a", Second)));
        Assert.Equal(201, await hub.PublishAsync("acme.b", b));

        await revoked.RestoreAsync(id, Cancellation);
        await revoked.RestoreAsync(id, Cancellation);
        Assert.Empty(await revoked.ListAsync(Cancellation));
        Assert.Equal(201, await hub.PublishAsync("acme.a", a));
    }

    [Fact]
    public async Task Who_may_only_send_revokes_nobody()
    {
        await using var hub = await HubStandIn.StartAsync(Policies);
        using var revoked = Revoked(hub, "agents", First);

        var refused = await Assert.ThrowsAsync<HubRefusedException>(() =>
            revoked.RevokeAsync(new PublisherId("acme", "a"), Cancellation)
        );

        Assert.Contains("401", refused.Message, StringComparison.Ordinal);
        Assert.Contains("policy agents may Manage", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(First, refused.Message, StringComparison.Ordinal);
        Assert.Equal(201, await hub.PublishAsync("acme.a", Issue(hub, "acme.a", First)));
    }

    [Fact]
    public async Task A_hub_that_is_not_there_is_named()
    {
        var address = $"http://127.0.0.1:{Hosting.ForwarderProcess.FreePort()}/events";
        using var revoked = new RevokedPublishers(HubAddress.Parse(address)!, "admin", ManageKey, TimeProvider.System);

        var refused = await Assert.ThrowsAsync<HubRefusedException>(() => revoked.ListAsync(Cancellation));

        Assert.StartsWith($"{address} cannot be reached", refused.Message, StringComparison.Ordinal);
    }

    private static RevokedPublishers Revoked(HubStandIn hub, string policy, string key) =>
        new(HubAddress.Parse(hub.Address)!, policy, key, TimeProvider.System);

    private static string Issue(HubStandIn hub, string publisher, string key, int days = 1)
    {
        Assert.True(PublisherId.TryParse(publisher, out var id));
        var now = TimeProvider.System.GetUtcNow();
        return PublisherToken.Issue(id, HubAddress.Parse(hub.Address)!, "agents", key, now, days).Text;
    }
}
