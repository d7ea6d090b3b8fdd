using System.Text.Json;
using Forwarder.Agent.Commands;
using Forwarder.Agent.Spool;
using Forwarder.Contracts.Packs;

namespace Forwarder.Agent.Tests.Commands;

public sealed class ReplayCommandTests : IDisposable
{
    private static readonly string Recording = Path.Combine(Vectors.Repository, "local/samples/lab-bbdo3.bin");

    private readonly AgentFile file = new(("max_pack_events", 50));

    [Fact]
    public async Task What_leaves_is_in_the_spool_in_the_order_of_the_recording()
    {
        var replayed = await Typed.RunAsync("replay", Recording, "--config", file.Path, "--json");

        Assert.Equal(ExitCodes.Done, replayed.Code);
        var report = JsonDocument.Parse(replayed.Output).RootElement;
        Assert.True(report.GetProperty("spooled").GetBoolean());
        var packs = ReadSpool();
        Assert.Equal(packs.Count, report.GetProperty("packs").GetInt32());
        Assert.True(packs.Count > 2);
        Assert.All(packs, pack => Assert.InRange(pack.Events, 1, 50));
        Assert.Equal(await EnrichedAsync(), packs.SelectMany(Lines));
    }

    [Fact]
    public async Task A_running_agent_is_left_alone()
    {
        using var running = SpoolDatabase.Open(file.Spool);

        var replayed = await Typed.RunAsync("replay", Recording, "--config", file.Path);

        Assert.Equal(ExitCodes.Unusable, replayed.Code);
        Assert.Empty(running.ReadPacks(0, 10));
    }

    [Fact]
    public async Task A_dry_run_writes_nothing_even_beside_a_running_agent()
    {
        using var running = SpoolDatabase.Open(file.Spool);

        var replayed = await Typed.RunAsync("replay", Recording, "--config", file.Path, "--dry-run");

        Assert.Equal(ExitCodes.Done, replayed.Code);
        Assert.Contains("nothing was written (--dry-run)", replayed.Output, StringComparison.Ordinal);
        Assert.Empty(running.ReadPacks(0, 10));
    }

    [Fact]
    public async Task A_file_that_is_no_recording_writes_nothing()
    {
        var garbage = file.Write("garbage.bin", new byte[1_000_000]);

        var replayed = await Typed.RunAsync("replay", garbage, "--config", file.Path);

        Assert.Contains("nothing to publish", replayed.Output, StringComparison.Ordinal);
        Assert.Empty(ReadSpool());
        Assert.Equal(ExitCodes.Unusable, (await Typed.RunAsync("replay", "no-such-file", "--config", file.Path)).Code);
    }

    [Fact]
    public async Task The_inventory_stays_as_the_agent_left_it()
    {
        await Typed.RunAsync("replay", Recording, "--config", file.Path);

        Assert.Empty(SpoolReader.ReadInventory(file.Spool));
    }

    public void Dispose() => file.Dispose();

    private IReadOnlyList<SpooledPack> ReadSpool()
    {
        using var spool = SpoolDatabase.Open(file.Spool);
        return spool.ReadPacks(0, 1000);
    }

    private static IEnumerable<string> Lines(SpooledPack pack)
    {
        using var content = PackReader.Open(pack.Body);
        var lines = new List<string>();
        foreach (var line in content)
        {
            lines.Add(System.Text.Encoding.UTF8.GetString(line.Span));
        }
        return lines;
    }

    private async Task<List<string>> EnrichedAsync()
    {
        var configuration = Agent.Configuration.ConfigurationFile.ReadOrTell(file.Path)!;
        var view = new EnrichedView(
            new TellingStage(
                new EventStage(configuration.Parameters, TimeProvider.System),
                TextWriter.Null,
                asJson: false
            )
        );
        await using var recording = File.OpenRead(Recording);
        using var lines = new MemoryStream();
        await SessionDump.RunAsync(recording, view.Print, lines, TestContext.Current.CancellationToken);
        return [.. System.Text.Encoding.UTF8.GetString(lines.ToArray()).TrimEnd('\n').Split('\n')];
    }
}
