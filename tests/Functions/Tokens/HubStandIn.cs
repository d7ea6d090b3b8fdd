using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Forwarder.Functions.Tests.Tokens;

/// <summary>The local cloud's Event Hubs as its own process on free ports, with the given policies: <c>NAME=KEY:rights</c>.</summary>
internal sealed class HubStandIn : IAsyncDisposable
{
    private readonly Process process;
    private readonly HttpClient client = new();

    private HubStandIn(Process process, int port)
    {
        this.process = process;
        Address = $"http://127.0.0.1:{port}/events";
    }

    public string Address { get; }

    public static async Task<HubStandIn> StartAsync(params string[] policies)
    {
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = Path.Combine(Vectors.Repository, "local"),
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        string[] arguments =
        [
            "event-hubs/main.mjs",
            "--amqp-port=0",
            "--http-port=0",
            "--partitions=1",
            "--exit-with-stdin",
            .. policies.Select(policy => $"--key={policy}"),
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        var started = Process.Start(start)!;
        var line =
            await started.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2))
            ?? throw new InvalidOperationException("The hub ended before it was ready.");
        using var ready = JsonDocument.Parse(line);
        return new HubStandIn(started, ready.RootElement.GetProperty("httpPort").GetInt32());
    }

    /// <summary>What the hub answers to an event that <paramref name="publisher"/> sends with this token.</summary>
    public async Task<int> PublishAsync(string publisher, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Address}/publishers/{publisher}/messages")
        {
            Content = new ByteArrayContent([1]),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(
            "application/atom+xml;type=entry;charset=utf-8"
        );
        request.Headers.TryAddWithoutValidation("Authorization", token);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        process.Dispose();
    }
}
