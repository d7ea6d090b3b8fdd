using System.Diagnostics;
using System.Text.Json;
using Forwarder.Functions.Tables;

namespace Forwarder.Benchmarks.Delivery;

/// <summary>The storage emulator, for the lanes that every delivery is recorded in.</summary>
internal sealed class AzuriteProcess : IAsyncDisposable
{
    private readonly Process process;

    private AzuriteProcess(Process process, TableService service)
    {
        this.process = process;
        Service = service;
    }

    public TableService Service { get; }

    public static async Task<AzuriteProcess> StartAsync()
    {
        var start = new ProcessStartInfo(
            "node",
            [.. "azurite.mjs --exit-with-stdin --blob-port 0 --queue-port 0 --table-port 0".Split(' ')]
        )
        {
            WorkingDirectory = LocalFolder(),
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var started = Process.Start(start)!;
        var line =
            await started.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("Azurite ended before it was ready.");
        using var ready = JsonDocument.Parse(line);
        var connection =
            "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
            + $"TableEndpoint=http://127.0.0.1:{ready.RootElement.GetProperty("tablePort").GetInt32()}/devstoreaccount1";
        var account = StorageSettings.Read(
            new Dictionary<string, string>(StringComparer.Ordinal) { [StorageSettings.Connection] = connection },
            []
        );
        return new AzuriteProcess(started, new TableService(account!, TimeProvider.System));
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static string LocalFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Serverless.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Start it from its build output.");
        }
        return Path.Combine(folder.FullName, "local");
    }
}
