using System.Net.Http.Json;
using System.Text.Json;

namespace Forwarder.Faults.Tests.Parts;

/// <summary>The handler of a cloud's functions, for killing: the host starts it again, and after the third error, as the platform does, a new host.</summary>
internal sealed class KilledHandler(Cloud cloud) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly HttpClient client = new();

    public int HostRestarts { get; private set; }

    /// <summary>kill -9; ends when the next handler listens.</summary>
    public async Task KillAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        var killed = await ReadyAsync(0, limit.Token) ?? throw new InvalidOperationException("The host has ended.");
        using (var answer = await client.PostAsync(Host("/host/kill-handler"), null, limit.Token))
        {
            answer.EnsureSuccessStatusCode();
        }
        if (await ReadyAsync(killed, limit.Token) is null)
        {
            await cloud.StopFunctionsAsync();
            await cloud.ReleasePartitionsAsync();
            await cloud.StartFunctionsAsync();
            HostRestarts++;
        }
    }

    public void Dispose() => client.Dispose();

    private Uri Host(string path) => new(new Uri(cloud.Host.Ready.GetProperty("url").GetString()!), path);

    /// <returns>The process that listens, another one than <paramref name="killed"/>; null when the host has given up.</returns>
    private async Task<int?> ReadyAsync(int killed, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var statistics = await client.GetFromJsonAsync<JsonElement>(Host("/host/statistics"), cancellation);
                var handler = statistics.GetProperty("handler");
                if (
                    handler.GetProperty("state").GetString() == "ready"
                    && handler.GetProperty("pid").GetInt32() is var pid
                    && pid != killed
                )
                {
                    return pid;
                }
            }
            catch (HttpRequestException)
            {
                return null;
            }
            await Task.Delay(Interval, cancellation);
        }
    }
}
