using System.Text.Json;
using Forwarder.Agent.Configuration;
using Forwarder.Agent.Publishing;
using Forwarder.Agent.Tests.Bbdo;
using Forwarder.Contracts.Parameters;
using Forwarder.Contracts.Publishers;

namespace Forwarder.Agent.Tests.Publishing;

public sealed class TokenWatchTests : IDisposable
{
    private const string Key = "a key";
    private static readonly Uri Own = new("https://ns.test/events/publishers/acme.paris");

    private readonly ManualClock clock = new();
    private readonly RecordedLog log = new();

    [Fact]
    public async Task The_end_of_the_token_is_announced_every_day_from_thirty_days_before()
    {
        using var watch = await WatchAsync(SasToken.Sign(Own, "agents", Key, clock.GetUtcNow().AddDays(31)));
        Assert.Empty(log.Of(307));
        await PassAsync(() => log.Of(307).Count == 1);
        Assert.Matches("ends in (29|30) days", log.Of(307)[0]);
        await PassAsync(() => log.Of(307).Count == 3);
        Assert.Empty(log.Of(308));
        await watch.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_ended_token_is_an_alarm()
    {
        // no token ends before 1970
        clock.Advance(TimeSpan.FromDays(1));
        using var watch = await WatchAsync(SasToken.Sign(Own, "agents", Key, clock.GetUtcNow().AddMinutes(-1)));
        await Eventually.TrueAsync(() => log.Of(308).Count == 1);
        await watch.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("https://ns.test/events/publishers/acme.paris", true)]
    [InlineData("sb://ns.test/EVENTS", true)]
    [InlineData("https://ns.test/events/publishers/acme.par", false)]
    [InlineData("https://other.test/events/publishers/acme.paris", false)]
    public async Task A_token_for_something_else_is_told(string resource, bool fits)
    {
        using var watch = await WatchAsync(
            SasToken.Sign(new Uri(resource), "agents", Key, clock.GetUtcNow().AddDays(90))
        );
        await Eventually.TrueAsync(() => log.Of(309).Count == (fits ? 0 : 1));
        await watch.StopAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => log.Dispose();

    private async Task<TokenWatch> WatchAsync(string token)
    {
        using var json = JsonDocument.Parse(
            $$"""{"hub_host":"ns.test","hub_name":"events","hub_publisher":"acme.paris","hub_token":"{{token}}"}"""
        );
        var problems = new List<ParameterProblem>();
        var parameters = ParameterReader.Read(json.RootElement, ParameterOwner.Agent, problems);
        var configuration = AgentConfiguration.From(parameters!, problems)!;
        var state = new HubState();
        new PublisherToken(configuration.Hub, state, clock, log.For<PublisherToken>()).Current();
        var watch = new TokenWatch(configuration, state, clock, log.For<TokenWatch>());
        await watch.StartAsync(TestContext.Current.CancellationToken);
        return watch;
    }

    // By the hour: each look is awaited before the next one is due.
    private Task PassAsync(Func<bool> until) => clock.AdvanceUntilAsync(until, TimeSpan.FromHours(1));
}
