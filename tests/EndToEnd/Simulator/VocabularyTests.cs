using System.Net;
using System.Text.Json.Nodes;

namespace Forwarder.EndToEnd.Tests.Simulator;

/// <summary>Types and reasons: rows R1 to R8 of canopsis-api 9.4.</summary>
public sealed class VocabularyTests
{
    private const string Reason = """{"name":"Centreon_downtime","description":"from Centreon"}""";

    public static TheoryData<string> Versions() => PbehaviorTests.Versions();

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task R1_a_new_platform_has_four_types_sorted_by_name(string version)
    {
        await using var simulator = await RunningSimulator.StartAsync(version);
        var types = (await simulator.CallAsync(HttpMethod.Get, "pbehavior-types")).Json;
        Assert.Equal(["Default active", "Default inactive", "Default maintenance", "Default pause"], NamesOf(types));
        Assert.Equal("""{"page":1,"page_count":1,"per_page":10,"total_count":4}""", types["meta"]!.ToJsonString());
        Assert.Equal("maintenance", types["data"]![2]!["type"]!.GetValue<string>());
        var hasFixedIds = version is "22.10.5" or "23.04.2" or "23.10.0";
        Assert.Equal(hasFixedIds, types["data"]![2]!["_id"]!.GetValue<string>() == "default_maintenance");
        var showsHidden = version is "24.10.1" or "25.04.0" or "new";
        Assert.Equal(showsHidden, types["data"]![2]!["hidden"] is not null);
    }

    [Fact]
    public async Task R2_the_wanted_type_may_be_on_the_second_page()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        for (var i = 0; i < 8; i++)
        {
            await AddAsync(simulator, "types", $$"""{"name":"Custom {{i}}"}""");
        }
        var first = (await simulator.CallAsync(HttpMethod.Get, "pbehavior-types")).Json;
        Assert.Equal(10, NamesOf(first).Count);
        Assert.DoesNotContain("Default maintenance", NamesOf(first));
        Assert.Equal(2, first["meta"]!["page_count"]!.GetValue<int>());
        Assert.Contains("Default maintenance", NamesOf(await TypesAsync(simulator, "?page=2")));
        Assert.Contains("Default maintenance", NamesOf(await TypesAsync(simulator, "?paginate=false")));
        Assert.Equal(4, NamesOf(await TypesAsync(simulator, "?default=true")).Count);
        Assert.Equal(["Default pause"], NamesOf(await TypesAsync(simulator, "?types[]=pause")));
    }

    [Theory]
    [InlineData("22.10.5", true)]
    [InlineData("23.04.2", false)]
    [InlineData("new", false)]
    public async Task R3_a_hidden_type_or_reason_is_only_listed_when_asked_for(string version, bool isListed)
    {
        await using var simulator = await RunningSimulator.StartAsync(version);
        await AddAsync(simulator, "types", """{"name":"Secret","hidden":true}""");
        await AddAsync(simulator, "reasons", """{"name":"Secret","hidden":true}""");
        foreach (var path in new[] { "pbehavior-types", "pbehavior-reasons" })
        {
            Assert.Equal(isListed, NamesOf((await simulator.CallAsync(HttpMethod.Get, path)).Json).Contains("Secret"));
            var all = await simulator.CallAsync(HttpMethod.Get, $"{path}?with_hidden=true");
            Assert.Contains("Secret", NamesOf(all.Json));
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task R4_R5_a_reason_is_created_once(string version)
    {
        await using var simulator = await RunningSimulator.StartAsync(version);
        var created = await simulator.CallAsync(HttpMethod.Post, "pbehavior-reasons", Reason);
        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.NotEmpty(created.Json["_id"]!.GetValue<string>());
        Assert.Equal(version is "24.10.1" or "25.04.0" or "new", created.Json["author"] is not null);
        var again = await simulator.CallAsync(HttpMethod.Post, "pbehavior-reasons", Reason);
        Assert.Equal(HttpStatusCode.BadRequest, again.Status);
        var text = version == "new" ? "already exists" : "Name already exists.";
        Assert.Equal(text, again.Json["errors"]!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task R6_a_reason_needs_name_and_description()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var reply = await simulator.CallAsync(HttpMethod.Post, "pbehavior-reasons", """{"name":"x"}""");
        Assert.Equal("""{"errors":{"description":"Description is missing."}}""", reply.Text);
        var empty = await simulator.CallAsync(HttpMethod.Post, "pbehavior-reasons", """{"_id":"a.b"}""");
        Assert.Equal(["_id", "name", "description"], empty.Json["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    public async Task R7_a_reader_may_not_create_a_reason()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var key = RunningSimulator.ReaderKey;
        var refused = await simulator.CallAsync(HttpMethod.Post, "pbehavior-reasons", Reason, key);
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        var read = await simulator.CallAsync(HttpMethod.Get, "pbehavior-reasons", key: key);
        Assert.Equal(HttpStatusCode.OK, read.Status);
    }

    [Fact]
    public async Task R8_the_newest_reason_is_not_on_the_first_page()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        for (var i = 0; i < 9; i++)
        {
            await AddAsync(simulator, "reasons", $$"""{"name":"Reason {{i}}"}""");
        }
        await simulator.CallAsync(HttpMethod.Post, "pbehavior-reasons", Reason);
        var names = NamesOf((await simulator.CallAsync(HttpMethod.Get, "pbehavior-reasons")).Json);
        Assert.Equal("Default", names[0]);
        Assert.DoesNotContain("Centreon_downtime", names);
    }

    [Fact]
    public async Task Types_and_reasons_can_be_taken_away_and_everything_be_as_on_the_first_day()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        await simulator.SendAsync(HttpMethod.Delete, "/simulator/types?name=Default%20maintenance");
        await simulator.SendAsync(HttpMethod.Delete, "/simulator/reasons?name=Default");
        Assert.Equal(3, NamesOf(await TypesAsync(simulator, "")).Count);
        Assert.Empty(NamesOf((await simulator.CallAsync(HttpMethod.Get, "pbehavior-reasons")).Json));
        await simulator.SendAsync(HttpMethod.Delete, "/simulator/platform");
        Assert.Equal(4, NamesOf(await TypesAsync(simulator, "")).Count);
        Assert.Single(NamesOf((await simulator.CallAsync(HttpMethod.Get, "pbehavior-reasons")).Json));
    }

    [Theory]
    [InlineData("types", "{}")]
    [InlineData("reasons", """{"name":"x","colour":"red"}""")]
    [InlineData("users", """{"name":"x","key":"y","rights":"everything"}""")]
    [InlineData("users", """{"name":"x","key":"y","rights":"pbehavior=w"}""")]
    [InlineData("users", """{"name":"x","key":"","rights":""}""")]
    [InlineData("users", """{"name":"x","key":"y","rights":"","language":"de"}""")]
    public async Task What_makes_no_sense_is_refused(string what, string body)
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var reply = await simulator.SendAsync(HttpMethod.Post, $"/simulator/{what}", body);
        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.NotEmpty(reply.Text);
    }

    private static async Task AddAsync(RunningSimulator simulator, string what, string entry)
    {
        var reply = await simulator.SendAsync(HttpMethod.Post, $"/simulator/{what}", entry);
        Assert.True(reply.Status == HttpStatusCode.NoContent, reply.Text);
    }

    private static async Task<JsonNode> TypesAsync(RunningSimulator simulator, string query) =>
        (await simulator.CallAsync(HttpMethod.Get, $"pbehavior-types{query}")).Json;

    private static List<string> NamesOf(JsonNode list) =>
        [.. list["data"]!.AsArray().Select(entry => entry!["name"]!.GetValue<string>())];
}
