using System.IO.Compression;
using System.Text.Json;
using Forwarder.Agent.Commands;
using Forwarder.Agent.Spool;
using Forwarder.Contracts.Packs;

namespace Forwarder.Agent.Tests.Commands;

public sealed class SpoolCommandTests : IDisposable
{
    private static readonly DateTimeOffset Created = new(2026, 3, 2, 10, 15, 30, TimeSpan.Zero);
    private readonly TemporaryFolder folder = new();
    private readonly string config;

    public SpoolCommandTests()
    {
        config = Path.Combine(folder.Path, "agent.json");
        File.WriteAllText(
            config,
            $$"""
            {"spool_directory":"{{folder.Path}}/spool","hub_host":"ns.test","hub_name":"events","hub_publisher":"acme.paris",
             "hub_token_file":"/none","spool_max_bytes":1048576}
            """
        );
    }

    [Fact]
    public void What_waits_is_told_listed_and_exported_while_the_agent_runs()
    {
        using var spool = Fill();
        var (code, status) = Run("status");
        Assert.Equal(0, code);
        Assert.Equal(2, status[0].GetProperty("packs").GetInt64());
        Assert.Equal(5, status[0].GetProperty("events").GetInt64());
        Assert.Equal("2026-03-02 10:15:30Z", status[0].GetProperty("oldest").GetString());
        Assert.Equal(1, status[0].GetProperty("set_aside_packs").GetInt64());
        Assert.Equal(1_048_576, status[0].GetProperty("max_bytes").GetInt64());

        var (_, list) = Run("list");
        Assert.Equal([2, 3], list.Select(pack => pack.GetProperty("sequence").GetInt32()));
        var (_, aside) = Run("list", "--set-aside");
        Assert.Equal("status 400", Assert.Single(aside).GetProperty("reason").GetString());

        var target = Path.Combine(folder.Path, "export");
        Assert.Equal(0, Run("export", target, "--limit", "1").Code);
        var file = Assert.Single(Directory.EnumerateFiles(target));
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        Assert.Contains("\"sequence\":2", reader.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sound_spool_is_verified_and_a_bad_pack_is_found()
    {
        using var spool = Fill();
        Assert.Equal(0, Run("verify").Code);
        spool.Commit([new SealedPack("e", 9, Created, 1, [1, 2, 3])], [], []);
        var (code, lines) = Run("verify");
        Assert.Equal(ExitCodes.No, code);
        Assert.Equal("pack", lines[0].GetProperty("problem").GetString());
        Assert.Equal(1, lines[^1].GetProperty("problems").GetInt32());
    }

    [Fact]
    public void A_damaged_database_is_a_finding_and_not_a_failure_of_the_check()
    {
        var damaged = Path.Combine(folder.Path, "spool.db.damaged-20260302T101530Z");
        File.WriteAllBytes(damaged, [.. Enumerable.Repeat((byte)'x', 20_000)]);
        var (code, lines) = Run("verify", "--database", damaged);
        Assert.Equal(ExitCodes.No, code);
        Assert.Equal("database", lines[0].GetProperty("problem").GetString());
        Assert.InRange(lines[^1].GetProperty("problems").GetInt32(), 1, 3);
    }

    [Fact]
    public void A_mistake_elsewhere_in_the_configuration_does_not_hide_what_waits()
    {
        Fill().Dispose();
        var right = File.ReadAllText(config);
        File.WriteAllText(config, right.Replace("acme.paris", "Wrong", StringComparison.Ordinal));
        Assert.Equal(2, Run("status").Lines[0].GetProperty("packs").GetInt64());
        File.WriteAllText(config, right.Replace("1048576", "1", StringComparison.Ordinal));
        Assert.Equal(ExitCodes.Unusable, Run("status").Code);
    }

    [Fact]
    public void Nothing_is_removed_while_the_agent_runs_nor_without_consent()
    {
        using (Fill())
        {
            Assert.Equal(ExitCodes.Unusable, Run("purge", "--all", "--yes").Code);
        }
        Assert.Equal(ExitCodes.Unusable, Run("purge").Code);
        var (code, lines) = Run("purge", "--all");
        Assert.Equal(ExitCodes.No, code);
        Assert.Equal(2, lines[0].GetProperty("would_remove_packs").GetInt64());
        Assert.Equal(2, Run("status").Lines[0].GetProperty("packs").GetInt64());

        Assert.Equal(0, Run("purge", "--all", "--yes").Code);
        var left = Run("status").Lines[0];
        Assert.Equal(0, left.GetProperty("packs").GetInt64());
        Assert.Equal(1, left.GetProperty("set_aside_packs").GetInt64());
    }

    [Theory]
    [InlineData("purge", "--all", "--set-aside", "--yes")]
    [InlineData("requeue")]
    public async Task What_names_another_database_is_not_understood_as_this_one(params string[] change)
    {
        Fill().Dispose();
        var other = Path.Combine(folder.Path, "spool.db.damaged-20260302T101530Z");
        Assert.Equal(
            ExitCodes.Unusable,
            await AgentCommandLine.RunAsync(["spool", .. change, "--config", config, "--database", other])
        );
        using var spool = Open();
        Assert.Equal([2, 3], spool.ReadPacks(0, 10).Select(pack => pack.Events));
        Assert.Equal(1, spool.Read().SetAside.Packs);
    }

    [Fact]
    public void The_status_of_another_database_is_that_of_its_files()
    {
        Fill().Dispose();
        using var elsewhere = new TemporaryFolder();
        var kept = Path.Combine(elsewhere.Path, "spool.db.damaged-20260302T101530Z");
        File.Copy(Path.Combine(folder.Path, "spool", "spool.db"), kept);
        var bytes = new FileInfo(kept).Length;
        File.Delete(Path.Combine(folder.Path, "spool", "spool.db"));
        var status = Run("status", "--database", kept).Lines[0];
        Assert.Equal(2, status.GetProperty("packs").GetInt64());
        Assert.InRange(status.GetProperty("database_bytes").GetInt64(), bytes, bytes + 100_000);
        Assert.Equal(1, status.GetProperty("damaged_kept").GetInt32());
    }

    [Fact]
    public void What_was_refused_is_queued_again_before_what_waits()
    {
        using (Fill())
        {
            Assert.Equal(ExitCodes.Unusable, Run("requeue").Code);
        }
        var (code, lines) = Run("requeue");
        Assert.Equal(0, code);
        Assert.Equal(1, lines[0].GetProperty("requeued_packs").GetInt64());
        Assert.Equal([1, 2, 3], Sequences("list"));
        Assert.Empty(Sequences("list", "--set-aside"));
        Assert.Equal(0, Run("verify").Code);
        Assert.Equal(ExitCodes.No, Run("requeue").Code);

        using var spool = Open();
        Assert.Equal([1, 2, 3], spool.ReadPacks(0, 10).Select(pack => pack.Events));
        var reading = spool.Read();
        Assert.Equal((6, 6, 0), (reading.Recovered, reading.Waiting.Events, reading.SetAside.Packs));
    }

    [Fact]
    public void More_refused_packs_than_there_is_room_for_in_front_keep_their_order_too()
    {
        using (var spool = Open())
        {
            spool.Commit([Pack(1, 3), Pack(2, 4), Pack(3, 5)], [], []);
            var first = spool.ReadPacks(0, 1)[0];
            spool.Leave(
                first,
                [.. new long[] { 11, 12, 13 }.Select(part => new RefusedPack(Pack(part, 1).Body, 1, "413"))]
            );
        }
        Assert.Equal(0, Run("requeue").Code);
        Assert.Equal([11, 12, 13, 2, 3], Sequences("list"));
        using var again = Open();
        again.Commit([Pack(4, 1)], [], []);
        Assert.Equal([1, 1, 1, 4, 5, 1], again.ReadPacks(0, 10).Select(pack => pack.Events));
    }

    [Fact]
    public void A_spool_that_is_not_there_is_named()
    {
        Assert.Equal(ExitCodes.Unusable, Run("status").Code);
        Assert.Equal(ExitCodes.Unusable, Run("status", "--database", "/none/spool.db").Code);
    }

    public void Dispose() => folder.Dispose();

    private SpoolDatabase Fill()
    {
        var spool = Open();
        spool.Commit([Pack(1, 1), Pack(2, 2), Pack(3, 3)], [], []);
        var first = spool.ReadPacks(0, 1)[0];
        spool.Leave(first, [new RefusedPack(first.Body, 1, "status 400")]);
        return spool;
    }

    private SpoolDatabase Open() => SpoolDatabase.Open(Path.Combine(folder.Path, "spool"));

    private IEnumerable<int> Sequences(params string[] arguments) =>
        Run(arguments).Lines.Select(pack => pack.GetProperty("sequence").GetInt32());

    private static SealedPack Pack(long sequence, int events)
    {
        using var writer = new PackWriter(new PackLimits());
        for (var i = 0; i < events; i++)
        {
            writer.TryAdd("{}"u8);
        }
        return new SealedPack("e", sequence, Created, events, writer.Seal("e", sequence, Created));
    }

    private (int Code, IReadOnlyList<JsonElement> Lines) Run(params string[] arguments)
    {
        var (code, output) = AgentProcess.Run(["spool", .. arguments, "--json", "--config", config]);
        return (
            code,
            [
                .. output
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(line =>
                    {
                        using var parsed = JsonDocument.Parse(line);
                        return parsed.RootElement.Clone();
                    }),
            ]
        );
    }
}
