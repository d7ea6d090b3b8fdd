using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Forwarder.Simulator;
using Forwarder.Simulator.Api;

namespace Forwarder.EndToEnd.Tests.Simulator;

/// <summary>A simulator on a free port, and a client of it.</summary>
internal sealed class RunningSimulator : IAsyncDisposable
{
    public const string Key = "key-of-root";
    public const string ReaderKey = "key-of-reader";
    public const string Password = "secret-of-root";
    public const string EventPath = "/api/v4/event";

    private readonly CanopsisSimulator simulator;
    private readonly HttpClient client;

    private RunningSimulator(CanopsisSimulator simulator)
    {
        this.simulator = simulator;
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = simulator.Url };
    }

    public Uri Url => simulator.Url;

    public static async Task<RunningSimulator> StartAsync(
        string version = "24.10.1",
        TimeSpan roundTrip = default,
        int keepBodies = 1000,
        TimeProvider? time = null,
        params IReadOnlyList<User> users
    )
    {
        var options = new SimulatorOptions
        {
            AuthKey = Key,
            ReaderAuthKey = ReaderKey,
            Users = users,
            Password = Password,
            Version = version,
            RoundTrip = roundTrip,
            KeepBodies = keepBodies,
        };
        return new RunningSimulator(await CanopsisSimulator.StartAsync(options, time));
    }

    /// <summary>Sends a request; <paramref name="key"/> goes into the header unless it is null.</summary>
    public async Task<Reply> SendAsync(
        HttpMethod method,
        string path,
        string? body = null,
        string? key = null,
        Action<HttpRequestMessage>? prepare = null
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }
        if (key is not null)
        {
            request.Headers.Add("x-canopsis-authkey", key);
        }
        prepare?.Invoke(request);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return new Reply(response.StatusCode, response.Content.Headers.ContentType, response.Headers, bytes);
    }

    /// <summary>Calls a route of the API, with every right unless another key is given.</summary>
    public Task<Reply> CallAsync(HttpMethod method, string path, string? body = null, string key = Key) =>
        SendAsync(method, $"/api/v4/{path}", body, key);

    /// <summary>Posts to the event route with every right.</summary>
    public Task<Reply> PostAsync(string body) => SendAsync(HttpMethod.Post, EventPath, body, Key);

    /// <summary>Posts events; what was answered in <c>sent_events</c> and in <c>failed_events</c>.</summary>
    public async Task<(JsonArray Sent, JsonArray Failed)> PostEventsAsync(string body)
    {
        var reply = await PostAsync(body);
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal("application/json", reply.ContentType?.ToString());
        var lists = reply.Json;
        Assert.Empty(lists["retry_events"]!.AsArray());
        return (lists["sent_events"]!.AsArray(), lists["failed_events"]!.AsArray());
    }

    public async Task SetFaultAsync(string fault)
    {
        var reply = await SendAsync(HttpMethod.Post, "/simulator/faults", fault);
        Assert.True(reply.Status == HttpStatusCode.NoContent, reply.Text);
    }

    public Task<Reply> ClearFaultsAsync() => SendAsync(HttpMethod.Delete, "/simulator/faults");

    /// <summary>Lines of <c>/simulator/received</c> or <c>/simulator/requests</c>.</summary>
    public async Task<IReadOnlyList<JsonNode>> LinesAsync(string path)
    {
        var reply = await SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        return [.. reply.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }

    public async Task<JsonNode> StatisticsAsync() => (await SendAsync(HttpMethod.Get, "/simulator/statistics")).Json;

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await simulator.DisposeAsync();
    }
}
