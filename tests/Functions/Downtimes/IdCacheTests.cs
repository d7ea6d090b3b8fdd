using Forwarder.Functions.Downtimes;
using Forwarder.Functions.Tables;
using Forwarder.Functions.Tests.Tables;

namespace Forwarder.Functions.Tests.Downtimes;

/// <summary>Against the real emulator, as several instances use it.</summary>
public sealed class IdCacheTests
{
    private readonly ManualTime time = new();
    private readonly TableClient table;
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;
    private int asked;

    public IdCacheTests(Azurite azurite) => table = azurite.NewTable();

    [Fact]
    public async Task What_was_found_is_known_to_all_instances_for_an_hour()
    {
        Assert.Equal("a", await GetAsync(NewCache(), "a"));
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal("a", await GetAsync(NewCache(), "b"));
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("c", await GetAsync(NewCache(), "c"));
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task What_is_missing_is_looked_up_again_within_a_minute()
    {
        var cache = NewCache();
        Assert.Null(await GetAsync(cache, null));
        Assert.Null(await GetAsync(cache, "a"));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("a", await GetAsync(cache, "a"));
    }

    [Fact]
    public async Task A_look_up_that_fails_leaves_what_was_known()
    {
        var cache = NewCache();
        await GetAsync(cache, "a");
        time.Advance(TimeSpan.FromHours(2));

        Assert.Equal("a", await cache.GetAsync("type", "n", _ => Task.FromResult(IdAnswer.Undecided), cancellation));
        Assert.Equal("a", await GetAsync(cache, "b"));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("b", await GetAsync(cache, "b"));
    }

    [Fact]
    public async Task One_instance_asks_at_a_time()
    {
        var answer = new TaskCompletionSource<IdAnswer>();
        var begun = new TaskCompletionSource();
        var first = NewCache()
            .GetAsync(
                "type",
                "n",
                _ =>
                {
                    begun.SetResult();
                    return answer.Task;
                },
                cancellation
            );
        await begun.Task;

        Assert.Null(await GetAsync(NewCache(), "b"));
        Assert.Equal(0, asked);

        answer.SetResult(IdAnswer.Of("a"));
        Assert.Equal("a", await first);
        Assert.Equal("a", await GetAsync(NewCache(), "b"));
    }

    [Fact]
    public async Task What_Canopsis_refuses_is_forgotten()
    {
        var cache = NewCache();
        await GetAsync(cache, "a");

        await cache.ForgetAsync("type", "n", cancellation);

        Assert.Equal("b", await GetAsync(cache, "b"));
        Assert.Equal("b", await GetAsync(NewCache(), "c"));
    }

    private IdCache NewCache() => new("acme", new CanopsisIdStore(table), time);

    private Task<string?> GetAsync(IdCache cache, string? answer) =>
        cache.GetAsync(
            "type",
            "n",
            _ =>
            {
                asked++;
                return Task.FromResult(IdAnswer.Of(answer));
            },
            cancellation
        );
}
