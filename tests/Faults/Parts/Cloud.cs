using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Forwarder.Faults.Tests.Parts;

/// <summary>
/// Storage, hub and functions as real processes on free loopback ports, with customers of whom each has a Canopsis. The scenarios publish packs
/// themselves, as agents do.
/// </summary>
internal sealed class Cloud : IAsyncDisposable
{
    private const string Hub = "events";

    // Azurite's account and key are public and the same everywhere.
    private const string StorageKey =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>Timers come every 10.7 s instead of 15, which is still longer than the pause between two probes of a lane.</summary>
    private const string TimeScale = "1.4";

    private readonly string folder = Directory.CreateTempSubdirectory("forwarder-faults-").FullName;
    private readonly HttpClient client = new();
    private readonly ChildProgram azurite;
    private readonly ChildProgram hubs;
    private ChildProgram? host;

    private Cloud(ChildProgram azurite, ChildProgram hubs)
    {
        this.azurite = azurite;
        this.hubs = hubs;
        Storage = ConnectionOf(azurite.Ready);
        Lanes = new LaneTables(Storage);
    }

    public LaneTables Lanes { get; }

    /// <summary>Connection string of the storage account.</summary>
    public string Storage { get; }

    /// <summary>The functions; their log lines are its standard error.</summary>
    public ChildProgram Host => host!;

    /// <param name="customers">Key of each customer and its Canopsis.</param>
    public static async Task<Cloud> StartAsync(
        int partitions,
        params IEnumerable<(string Key, Canopsis Canopsis)> customers
    )
    {
        var storage = ChildProgram.NodeAsync(
            "azurite.mjs",
            ["--blob-port", "0", "--queue-port", "0", "--table-port", "0"]
        );
        var hub = ChildProgram.NodeAsync(
            "event-hubs/main.mjs",
            ["--amqp-port", "0", "--http-port", "0", "--hub", Hub, "--partitions", $"{partitions}"]
        );
        var cloud = new Cloud(await storage, await hub);
        Directory.CreateDirectory(cloud.CustomersFolder);
        foreach (var (key, canopsis) in customers)
        {
            await cloud.AddCustomerAsync(key, canopsis);
        }
        await cloud.StartFunctionsAsync();
        return cloud;
    }

    public Publisher Publisher(string id) => new(client, new Uri(HubControl, Hub), id);

    /// <summary>Adds or changes a customer; the functions know it within a second.</summary>
    /// <param name="formats">Templates; null for none.</param>
    public async Task AddCustomerAsync(string key, Canopsis canopsis, string? formats = null)
    {
        var file = $"{key}.formats";
        await File.WriteAllTextAsync(Path.Combine(CustomersFolder, file), formats ?? "{}");
        await File.WriteAllTextAsync(
            FileOf(key),
            $$"""{"canopsis_host":"127.0.0.1","canopsis_port":{{canopsis.Port}},"sending_protocol":"http","allow_private_host":1,"shared_entities":1,"canopsis_authkey":"{{Canopsis.AuthKey}}","format_file":"{{file}}"}"""
        );
    }

    public void RemoveCustomer(string key) => File.Delete(FileOf(key));

    /// <summary>What the command <c>forwarder</c> says about this cloud, as JSON.</summary>
    public async Task<JsonElement> CommandAsync(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(
            Path.Combine(ScriptRoot, "forwarder"),
            [.. arguments, "--storage", Storage, "--json"]
        )
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var command = Process.Start(start)!;
        var output = await command.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await command.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, command.ExitCode);
        using var document = JsonDocument.Parse(output);
        return document.RootElement.Clone();
    }

    public async Task StartFunctionsAsync()
    {
        var settings = Path.Combine(folder, "local.settings.json");
        await File.WriteAllTextAsync(
            settings,
            JsonSerializer.Serialize(new { IsEncrypted = false, Values = SettingsOfFunctions() })
        );
        host = await ChildProgram.NodeAsync(
            "functions-host/main.mjs",
            ["--script-root", ScriptRoot, "--settings", settings, "--port", "0", "--time-scale", TimeScale]
        );
    }

    public async Task StopFunctionsAsync()
    {
        await Host.DisposeAsync();
        host = null;
    }

    /// <summary>The hub is deleted and created again: empty, its numbers begin anew.</summary>
    public async Task RecreateHubAsync()
    {
        using var answer = await client.PostAsync(new Uri(HubControl, "standin/recreate"), null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Deletes what the host remembers of the positions in the hub; it must not run.</summary>
    public Task DeleteCheckpointsAsync() =>
        WithBlobsAsync(
            """
            import { BlobServiceClient } from '@azure/storage-blob';
            await BlobServiceClient.fromConnectionString(process.argv[1]).deleteContainer('azure-webjobs-eventhub');
            """
        );

    /// <summary>What a host that ended without a word owned belongs to nobody now; otherwise its successor waits two minutes for it.</summary>
    public Task ReleasePartitionsAsync() =>
        WithBlobsAsync(
            """
            import { BlobServiceClient } from '@azure/storage-blob';
            const container = BlobServiceClient.fromConnectionString(process.argv[1]).getContainerClient('azure-webjobs-eventhub');
            for await (const { name } of container.listBlobsFlat()) {
              if (name.includes('/ownership/')) await container.deleteBlob(name);
            }
            """
        );

    private async Task WithBlobsAsync(string script)
    {
        using var node = Process.Start(
            new ProcessStartInfo("node", ["--input-type=module", "--eval", script, Storage])
            {
                WorkingDirectory = Path.Combine(Vectors.Repository, "local"),
            }
        )!;
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, node.ExitCode);
    }

    /// <summary>How often a function was called since its host started.</summary>
    public async Task<int> InvocationsAsync(string function)
    {
        var url = new Uri(new Uri(Host.Ready.GetProperty("url").GetString()!), "/host/statistics");
        var statistics = await client.GetFromJsonAsync<JsonElement>(url);
        return statistics.GetProperty("functions").GetProperty(function).GetProperty("invocations").GetInt32();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (host is not null)
        {
            await host.DisposeAsync();
        }
        await hubs.DisposeAsync();
        await azurite.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static string ScriptRoot => Path.Combine(Vectors.Repository, "functions", "bin", "Release", "net10.0");

    private Uri HubControl => new($"http://127.0.0.1:{hubs.Ready.GetProperty("httpPort").GetInt32()}/");

    private string CustomersFolder => Path.Combine(folder, "customers");

    private string FileOf(string customer) => Path.Combine(CustomersFolder, $"{customer}.json");

    private Dictionary<string, string> SettingsOfFunctions() =>
        new(StringComparer.Ordinal)
        {
            ["FUNCTIONS_WORKER_RUNTIME"] = "custom",
            ["AzureWebJobsStorage"] = Storage,
            ["EventHub"] =
                $"Endpoint=sb://localhost:{hubs.Ready.GetProperty("amqpPort").GetInt32()};"
                + "SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;",
            ["EVENTHUB_NAME"] = Hub,
            ["EVENTHUB_CONSUMER_GROUP"] = "fn",
            ["CUSTOMERS_DIR"] = CustomersFolder,
            ["CUSTOMERS_REFRESH_SECONDS"] = "1",
        };

    private static string ConnectionOf(JsonElement ports)
    {
        return $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={StorageKey};"
            + $"BlobEndpoint={Endpoint("blobPort")};QueueEndpoint={Endpoint("queuePort")};TableEndpoint={Endpoint("tablePort")};";

        string Endpoint(string port) => $"http://127.0.0.1:{ports.GetProperty(port).GetInt32()}/devstoreaccount1";
    }
}
