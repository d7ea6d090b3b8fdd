using System.Diagnostics;
using System.Text.Json;
using Forwarder.Functions.Tables;
using Forwarder.Functions.Tests.Tables;

[assembly: AssemblyFixture(typeof(Azurite))]

namespace Forwarder.Functions.Tests.Tables;

/// <summary>The storage emulator as its own process on a free port, once for all tests; each test works in a table of its own.</summary>
public sealed class Azurite : IAsyncLifetime
{
    private Process? process;

    internal TableAccount Account { get; private set; } = null!;

    internal TableService Service { get; private set; } = null!;

    public string ConnectionString { get; private set; } = "";

    internal TableClient NewTable() => Service.Table($"t{Guid.NewGuid():N}");

    public async ValueTask InitializeAsync()
    {
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = Path.Combine(Vectors.Repository, "local"),
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            ArgumentList = { "azurite.mjs", "--exit-with-stdin" },
        };
        foreach (var service in new[] { "--blob-port", "--queue-port", "--table-port" })
        {
            start.ArgumentList.Add(service);
            start.ArgumentList.Add("0");
        }
        process = Process.Start(start)!;
        var line =
            await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2))
            ?? throw new InvalidOperationException("Azurite ended before it was ready.");
        using var ready = JsonDocument.Parse(line);
        ConnectionString =
            "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
            + $"TableEndpoint=http://127.0.0.1:{ready.RootElement.GetProperty("tablePort").GetInt32()}/devstoreaccount1";
        var problems = new List<string>();
        Account = StorageSettings.Read(
            new Dictionary<string, string> { [StorageSettings.Connection] = ConnectionString },
            problems
        )!;
        Assert.Empty(problems);
        Service = new TableService(Account, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
            process.Dispose();
        }
    }
}
