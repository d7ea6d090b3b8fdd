using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Forwarder.Faults.Tests.Parts;

/// <summary>A simulated Canopsis as a process of its own, which may be down: then its port is taken by nobody.</summary>
internal sealed class Canopsis : IAsyncDisposable
{
    public const string AuthKey = "key-of-the-forwarder";

    // Longer than the time that any request of the control waits.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly HttpClient client;
    private ChildProgram? program;

    private Canopsis(int port)
    {
        Port = port;
        client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = Patience };
    }

    public int Port { get; }

    /// <summary>One that is not started yet.</summary>
    public static Canopsis Down()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Canopsis(((IPEndPoint)listener.LocalEndpoint).Port);
    }

    public static async Task<Canopsis> StartAsync()
    {
        var canopsis = Down();
        await canopsis.StartProgramAsync();
        return canopsis;
    }

    public async Task StartProgramAsync() =>
        program = await ChildProgram.StartAsync(
            "canopsis-simulator",
            Path.Combine(AppContext.BaseDirectory, "canopsis-simulator"),
            "--port",
            $"{Port}",
            "--authkey",
            AuthKey
        );

    /// <summary>Switches a fault on, as the simulator's README describes it.</summary>
    public async Task FailAsync(string fault)
    {
        using var content = new StringContent(fault);
        using var answer = await client.PostAsync(Uri("/simulator/faults"), content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Switches all faults off.</summary>
    public async Task RecoverAsync()
    {
        using var answer = await client.DeleteAsync(Uri("/simulator/faults"));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until so much has arrived, at most <paramref name="limit"/>; then what has arrived.</summary>
    public Task<JsonElement> ArrivedAsync(int requests, int events, TimeSpan limit) =>
        client.GetFromJsonAsync<JsonElement>(
            Uri(
                $"/simulator/arrived?requests={requests}&events={events}&seconds={(int)Math.Ceiling(limit.TotalSeconds)}"
            )
        );

    /// <summary>Lines of one of the simulator's lists.</summary>
    public async IAsyncEnumerable<JsonElement> LinesAsync(string path)
    {
        await using var stream = await client.GetStreamAsync(Uri(path));
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            using var document = JsonDocument.Parse(line);
            yield return document.RootElement.Clone();
        }
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (program is not null)
        {
            await program.DisposeAsync();
        }
    }

    private static Uri Uri(string path) => new(path, UriKind.Relative);
}
