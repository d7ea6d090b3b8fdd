using System.Net;
using System.Text;

namespace Forwarder.EndToEnd.Tests.Simulator;

/// <summary>Routing, authentication, limits: rows T1 to T14 of canopsis-api 9.1.</summary>
public sealed class TransportTests
{
    private const string AppInfoPath = "/api/v4/app-info";
    private const string Unauthorized = """{"error":"Unauthorized"}""";

    [Theory]
    [InlineData("22.10.5", true, false)]
    [InlineData("23.10.0", true, true)]
    [InlineData("24.10.1", true, true)]
    [InlineData("25.04.0", false, true)]
    [InlineData("new", false, true)]
    public async Task T1_app_info_needs_no_credentials(string version, bool hasStack, bool hasMaintenance)
    {
        await using var simulator = await RunningSimulator.StartAsync(version);
        var reply = await simulator.SendAsync(HttpMethod.Get, AppInfoPath);
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal(version, reply.Json["version"]!.GetValue<string>());
        Assert.Equal("community", reply.Json["edition"]!.GetValue<string>());
        Assert.Equal(hasStack, reply.Json["stack"] is not null);
        Assert.Equal(hasMaintenance, reply.Json["maintenance"] is not null);
    }

    [Fact]
    public async Task T2_app_info_refuses_a_wrong_key_all_the_same()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        AssertError(await simulator.SendAsync(HttpMethod.Get, AppInfoPath, key: "wrong"), 401, Unauthorized);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    public async Task T3_T6_events_need_a_known_key(string? key)
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var reply = await simulator.SendAsync(HttpMethod.Post, RunningSimulator.EventPath, Check.Event(), key);
        AssertError(reply, 401, Unauthorized);
    }

    [Fact]
    public async Task T4_permission_is_checked_before_the_body()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var key = RunningSimulator.ReaderKey;
        var reply = await simulator.SendAsync(HttpMethod.Post, RunningSimulator.EventPath, "{garbage", key);
        AssertError(reply, 403, """{"error":"Forbidden"}""");
    }

    [Fact]
    public async Task T5_the_key_may_stand_in_the_query_and_wins_there()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var withKey = $"{RunningSimulator.EventPath}?authkey={RunningSimulator.Key}";
        Assert.Equal(HttpStatusCode.OK, (await simulator.SendAsync(HttpMethod.Post, withKey, "[]")).Status);
        Assert.Equal(HttpStatusCode.OK, (await simulator.SendAsync(HttpMethod.Post, withKey, "[]", "wrong")).Status);
        var wrong = $"{RunningSimulator.EventPath}?authkey=wrong";
        AssertError(await simulator.SendAsync(HttpMethod.Post, wrong, "[]", RunningSimulator.Key), 401, Unauthorized);
    }

    [Theory]
    [InlineData("root:secret-of-root", 200)]
    [InlineData("root:wrong", 401)]
    [InlineData("nobody:secret-of-root", 401)]
    [InlineData("root:secret-of-root:", 401)]
    public async Task T7_basic_credentials_must_be_two_parts(string credentials, int status)
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));
        var reply = await PostWithAuthorizationAsync(simulator, "Basic " + encoded, key: null);
        Assert.Equal(status, (int)reply.Status);
    }

    [Fact]
    public async Task T7_basic_wins_over_a_key_and_unreadable_credentials_are_a_server_failure()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var wrong = "Basic " + Convert.ToBase64String("root:wrong"u8);
        AssertError(await PostWithAuthorizationAsync(simulator, wrong, RunningSimulator.Key), 401, Unauthorized);
        var broken = await PostWithAuthorizationAsync(simulator, "Basic ***", key: null);
        AssertError(broken, 500, """{"error":"Internal server error"}""");
        AssertError(await PostWithAuthorizationAsync(simulator, "Bearer abc", key: null), 401, Unauthorized);
    }

    [Theory]
    [InlineData("24.10.1", "Not found")]
    [InlineData("new", "Not Found")]
    public async Task T8_unknown_paths_are_answered_before_authentication(string version, string text)
    {
        await using var simulator = await RunningSimulator.StartAsync(version);
        foreach (var path in new[] { "/api/v4/nope", "/api/v3/event", "/api/v4/nope/" })
        {
            var reply = await simulator.SendAsync(HttpMethod.Post, path, "[]");
            AssertError(reply, 404, $$"""{"error":"{{text}}"}""");
        }
    }

    [Fact]
    public async Task T9_wrong_methods_are_answered_before_authentication()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        const string Expected = """{"error":"Method Not Allowed"}""";
        AssertError(await simulator.SendAsync(HttpMethod.Patch, RunningSimulator.EventPath, "[]"), 405, Expected);
        AssertError(await simulator.SendAsync(HttpMethod.Get, RunningSimulator.EventPath), 405, Expected);
        AssertError(await simulator.SendAsync(HttpMethod.Post, AppInfoPath, "[]"), 405, Expected);
    }

    [Fact]
    public async Task T10_a_trailing_slash_is_redirected()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var post = await simulator.SendAsync(HttpMethod.Post, "/api/v4/event/?a=b", "[]");
        Assert.Equal(HttpStatusCode.TemporaryRedirect, post.Status);
        Assert.Equal("/api/v4/event?a=b", post.Headers.Location?.OriginalString);
        var get = await simulator.SendAsync(HttpMethod.Get, "/api/v4/app-info/");
        Assert.Equal(HttpStatusCode.MovedPermanently, get.Status);
        Assert.Equal(AppInfoPath, get.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task T11_maintenance_comes_after_authentication_and_before_permission()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        await simulator.SetFaultAsync("""{"kind":"maintenance"}""");
        const string Expected = """{"error":"canopsis is under maintenance"}""";
        AssertError(await simulator.PostAsync("[]"), 503, Expected);
        var asReader = await simulator.SendAsync(
            HttpMethod.Post,
            RunningSimulator.EventPath,
            "{garbage",
            RunningSimulator.ReaderKey
        );
        AssertError(asReader, 503, Expected);
        AssertError(await simulator.SendAsync(HttpMethod.Get, AppInfoPath, key: RunningSimulator.Key), 503, Expected);
        Assert.Equal(HttpStatusCode.OK, (await simulator.SendAsync(HttpMethod.Get, AppInfoPath)).Status);
        AssertError(await simulator.SendAsync(HttpMethod.Post, RunningSimulator.EventPath, "[]"), 401, Unauthorized);
        await simulator.ClearFaultsAsync();
        Assert.Equal(HttpStatusCode.OK, (await simulator.PostAsync("[]")).Status);
    }

    [Fact]
    public async Task T11_older_versions_have_no_maintenance()
    {
        await using var simulator = await RunningSimulator.StartAsync("23.04.2");
        await simulator.SetFaultAsync("""{"kind":"maintenance"}""");
        Assert.Equal(HttpStatusCode.OK, (await simulator.PostAsync("[]")).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task T12_a_body_above_7_MB_is_refused_by_the_front_server(bool chunked)
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var limit = 7 * 1024 * 1024;
        var fitting = $"[\"{new string('x', limit - 4)}\"]";
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(fitting)).Status);
        var reply = await PostAsync(fitting + " ");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, reply.Status);
        Assert.True(reply.IsHtml, reply.Text);

        Task<Reply> PostAsync(string body) =>
            simulator.SendAsync(
                HttpMethod.Post,
                RunningSimulator.EventPath,
                body,
                RunningSimulator.Key,
                request => request.Headers.TransferEncodingChunked = chunked
            );
    }

    [Theory]
    [InlineData(502)]
    [InlineData(504)]
    public async Task T13_a_proxy_answers_with_pages(int status)
    {
        await using var simulator = await RunningSimulator.StartAsync();
        await simulator.SetFaultAsync($$"""{"kind":"status","status":{{status}}}""");
        var reply = await simulator.PostAsync(Check.Event());
        Assert.Equal(status, (int)reply.Status);
        Assert.True(reply.IsHtml, reply.Text);
        Assert.Equal(0, (await simulator.StatisticsAsync())["events"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("24.04.3", 200)]
    [InlineData("24.10.1", 405)]
    public async Task T14_paths_outside_of_the_api_belong_to_the_web_interface(string version, int statusOfPost)
    {
        await using var simulator = await RunningSimulator.StartAsync(version);
        var get = await simulator.SendAsync(HttpMethod.Get, "/some/ui/path");
        Assert.Equal(HttpStatusCode.OK, get.Status);
        Assert.True(get.IsHtml, get.Text);
        var post = await simulator.SendAsync(HttpMethod.Post, "/some/ui/path", "[]", RunningSimulator.Key);
        Assert.Equal(statusOfPost, (int)post.Status);
        Assert.True(post.IsHtml, post.Text);
    }

    [Fact]
    public async Task The_old_alias_leads_to_the_api()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var reply = await simulator.SendAsync(HttpMethod.Post, "/backend/api/v4/event", "[]", RunningSimulator.Key);
        Assert.Equal(HttpStatusCode.OK, reply.Status);
    }

    private static Task<Reply> PostWithAuthorizationAsync(
        RunningSimulator simulator,
        string authorization,
        string? key
    ) =>
        simulator.SendAsync(
            HttpMethod.Post,
            RunningSimulator.EventPath,
            "[]",
            key,
            request => request.Headers.TryAddWithoutValidation("Authorization", authorization)
        );

    private static void AssertError(Reply reply, int status, string body)
    {
        Assert.Equal(status, (int)reply.Status);
        Assert.Equal(body, reply.Text);
        Assert.Equal("application/json; charset=utf-8", reply.ContentType?.ToString());
    }
}
