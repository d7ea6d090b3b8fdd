using System.Text;
using Forwarder.Agent.Inventory;
using Forwarder.Agent.Spool;
using Forwarder.Agent.Tests.Bbdo;
using Forwarder.Agent.Tests.Commands;
using Microsoft.Data.Sqlite;

namespace Forwarder.Agent.Tests.Spool;

/// <summary>What can happen to the files of a spool while nobody looks, done to real ones.</summary>
public sealed class SpoolAccidentTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 15, 30, TimeSpan.Zero);
    private readonly TemporaryFolder folder = new();
    private readonly RecordedLog log = new();
    private readonly SteppedClock clock = new();

    private string Database => Path.Combine(folder.Path, "spool.db");

    [Fact]
    public void A_file_of_garbage_is_put_aside_and_the_agent_starts()
    {
        File.WriteAllBytes(Database, [.. Enumerable.Repeat((byte)'x', 20_000)]);
        using (var spool = Open())
        {
            spool.Commit([Pack(1)], [], []);
            Assert.Equal(1, spool.ReadDepth().Packs);
        }
        var told = Assert.Single(log.Of(400));
        var kept = Assert.Single(DamagedDatabase.Kept(folder.Path));
        Assert.Contains(kept, told, StringComparison.Ordinal);
        Assert.Contains("spool verify", told, StringComparison.Ordinal);
        Assert.Equal((byte)'x', File.ReadAllBytes(kept)[0]);
    }

    [Fact]
    public void Of_a_database_with_a_bad_page_everything_else_is_taken_over()
    {
        using (var spool = Open())
        {
            spool.Commit([.. Enumerable.Range(1, 200).Select(Pack)], [], []);
            spool.Commit([], [.. Enumerable.Range(1, 50).Select(id => new InventoryRow(1, id, 0, [1]))], []);
        }
        DamagePageWith("pack 100;");

        using var replaced = Open();
        var left = replaced.ReadPacks(0, 1000).Select(pack => pack.Events).ToList();
        Assert.InRange(left.Count, 198, 199);
        Assert.Equal(left.Order(), left);
        Assert.Contains(1, left);
        Assert.Contains(200, left);
        Assert.Equal(50, replaced.ReadInventory().Count());
        Assert.Single(log.Of(400));
    }

    [Fact]
    public void Damage_that_is_met_in_use_has_the_database_replaced_at_the_next_start()
    {
        using (var spool = Open())
        {
            spool.Commit([.. Enumerable.Range(1, 200).Select(Pack)], [], []);
            Assert.Null(spool.TryMarkDamaged());
        }
        var signs = 0;
        using (
            var replaced = SpoolDatabase.Open(
                folder.Path,
                SpoolLimits.None,
                clock,
                log.For<SpoolDatabase>(),
                () => signs++
            )
        )
        {
            Assert.Equal(200, replaced.ReadDepth().Packs);
        }
        Assert.InRange(signs, 200, 210);
        using var again = Open();
        Assert.Single(log.Of(400));
    }

    // Killed after each of its steps. Packs 2 and 3 are in the database's log alone.
    [Theory]
    [InlineData(0, "")]
    [InlineData(1, ".damaged")]
    [InlineData(2, "spool.db-shm")]
    [InlineData(3, "spool.db-wal")]
    [InlineData(4, "spool.db")]
    public void A_replacement_that_was_cut_short_is_finished(int steps, string last)
    {
        using var killed = new TemporaryFolder();
        var path = Path.Combine(killed.Path, "spool.db");
        using (var spool = Open())
        {
            spool.Commit([Pack(1)], [], []);
        }
        using (var spool = Open())
        {
            spool.Commit([Pack(2), Pack(3)], [new(1, 5, 0, [7])], []);
            CopyTo(killed.Path);
        }
        DamagedDatabase.MarkForReplacement(path);
        DamagedDatabase.MakeReady(path, Now, working: null);
        Assert.EndsWith(last, DamagedDatabase.Moves(path).Take(steps).LastOrDefault(""), StringComparison.Ordinal);
        if (File.Exists(path))
        {
            LookAt(path);
        }

        using (var finished = Open(killed.Path))
        {
            Assert.Equal([1, 2, 3], finished.ReadPacks(0, 10).Select(pack => pack.Events));
            Assert.Single(finished.ReadInventory());
        }
        var kept = Assert.Single(DamagedDatabase.Kept(killed.Path));
        Assert.NotEqual(0, new FileInfo($"{kept}-wal").Length);
        Assert.Equal(3, LookAt(kept));
        Assert.Contains(kept, Assert.Single(log.Of(400)), StringComparison.Ordinal);
        Assert.Empty(log.Of(402));
        Open(killed.Path).Dispose();
        Assert.Single(log.Of(400));
    }

    [Fact]
    public void A_replacement_that_is_killed_before_the_new_database_is_complete_begins_again()
    {
        using (var spool = Open())
        {
            spool.Commit([.. Enumerable.Range(1, 20).Select(Pack)], [], []);
            Assert.Null(spool.TryMarkDamaged());
        }
        var rows = 0;
        Assert.Throws<OperationCanceledException>(() =>
            SpoolDatabase.Open(
                folder.Path,
                SpoolLimits.None,
                clock,
                log.For<SpoolDatabase>(),
                () => _ = ++rows == 10 ? throw new OperationCanceledException() : 0
            )
        );
        using var again = Open();
        Assert.Equal(Enumerable.Range(1, 20), again.ReadPacks(0, 100).Select(pack => pack.Events));
        Assert.Single(DamagedDatabase.Kept(folder.Path));
    }

    [Fact]
    public void Two_replacements_within_a_second_keep_both_databases()
    {
        for (var i = 0; i < 2; i++)
        {
            using var spool = Open();
            spool.Commit([Pack(1)], [], []);
            Assert.Null(spool.TryMarkDamaged());
        }
        using var last = Open();
        Assert.Equal(2, last.ReadDepth().Packs);
        Assert.Equal([1, 2], DamagedDatabase.Kept(folder.Path).Select(LookAt).Order());
    }

    [Fact]
    public void What_waits_can_be_read_on_a_disk_without_room_for_the_number_of_the_start()
    {
        using var killed = new TemporaryFolder();
        using (var spool = Open())
        {
            spool.Commit([.. Enumerable.Range(1, 200).Select(Pack)], [], []);
            CopyTo(killed.Path);
        }
        File.Copy(Path.Combine(folder.Path, "spool.lock"), Path.Combine(killed.Path, "spool.lock"));

        var opened = OpenWithoutRoom(killed.Path);
        Assert.Equal(0, opened.Code);
        Assert.Contains("What waits in it is published", opened.Error, StringComparison.Ordinal);

        using var again = Open(killed.Path);
        Assert.Equal(200, again.ReadDepth().Packs);
        Assert.Empty(log.Of(401));
        Assert.Empty(log.Of(405));
    }

    [Fact]
    public void A_disk_without_room_for_the_new_database_leaves_the_damaged_one_as_it_is()
    {
        using (var spool = Open())
        {
            spool.Commit([.. Enumerable.Range(1, 200).Select(Pack)], [], []);
            Assert.Null(spool.TryMarkDamaged());
        }
        var before = File.ReadAllBytes(Database);

        var refused = OpenWithoutRoom(folder.Path);
        Assert.Equal(2, refused.Code);
        Assert.Contains("It is as it was", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Database));

        using var replaced = Open();
        Assert.Equal(Enumerable.Range(1, 200), replaced.ReadPacks(0, 1000).Select(pack => pack.Events));
    }

    // The last frames of the log as a power cut leaves them: cut in the middle, or with a sector of something else.
    [Theory]
    [InlineData(1)]
    [InlineData(2000)]
    [InlineData(4200)]
    public void A_torn_write_costs_nothing_that_was_committed_before_it(int tornBytes)
    {
        using var copy = new TemporaryFolder();
        using (var spool = Open())
        {
            spool.Commit([Pack(1)], [], []);
            spool.Commit([Pack(2)], [new(1, 5, 0, [7])], []);
            var committed = new FileInfo(Database + "-wal").Length;
            spool.Commit([Pack(3)], [], []);
            CopyTo(copy.Path);
            var wal = Path.Combine(copy.Path, "spool.db-wal");
            using var torn = new FileStream(wal, FileMode.Open);
            torn.SetLength(committed + tornBytes);
            torn.Position = committed + Math.Min(tornBytes / 2, 500);
            torn.WriteByte(0xA5);
        }
        using var after = SpoolDatabase.Open(copy.Path, SpoolLimits.None, clock, log.For<SpoolDatabase>());
        Assert.Equal([1, 2], after.ReadPacks(0, 10).Select(pack => pack.Events));
        Assert.Single(after.ReadInventory());
        Assert.Empty(log.Of(400));
    }

    [Fact]
    public void An_older_copy_of_the_database_is_noticed()
    {
        using var copy = new TemporaryFolder();
        using (var spool = Open())
        {
            spool.Commit([Pack(1)], [], []);
        }
        CopyTo(copy.Path);
        Open().Dispose();
        Open().Dispose();
        Assert.Empty(log.Of(401));

        foreach (var file in Directory.EnumerateFiles(copy.Path, "spool.db*"))
        {
            File.Copy(file, Path.Combine(folder.Path, Path.GetFileName(file)), overwrite: true);
        }
        using var restored = Open();
        Assert.Contains(
            "start 1 of the agent, the last one was 3",
            Assert.Single(log.Of(401)),
            StringComparison.Ordinal
        );
        Assert.Equal(1, restored.ReadDepth().Packs);
    }

    [Fact]
    public void A_database_that_is_gone_is_missed()
    {
        Open().Dispose();
        File.Delete(Database);
        Open().Dispose();
        Assert.Single(log.Of(402));
    }

    [Theory]
    [InlineData(13, nameof(SpoolFault.DiskFull))]
    [InlineData(8, nameof(SpoolFault.ReadOnly))]
    [InlineData(10, nameof(SpoolFault.Disk))]
    [InlineData(11, nameof(SpoolFault.Damaged))]
    [InlineData(26, nameof(SpoolFault.Damaged))]
    [InlineData(5, nameof(SpoolFault.Other))]
    public void Every_error_has_a_remedy_of_its_own(int code, string fault)
    {
        var found = SpoolFaults.Of(new SqliteException("", code));
        Assert.Equal(fault, found.ToString());
        Assert.Single(Enum.GetValues<SpoolFault>(), other => SpoolFaults.Remedy(other) == SpoolFaults.Remedy(found));
    }

    public void Dispose() => folder.Dispose();

    private static SealedPack Pack(int number)
    {
        var body = new byte[3000];
        Encoding.ASCII.GetBytes($"pack {number};", body);
        return new SealedPack("epoch", number, Now, number, body);
    }

    private SpoolDatabase Open() => Open(folder.Path);

    private SpoolDatabase Open(string directory) =>
        SpoolDatabase.Open(directory, SpoolLimits.None, clock, log.For<SpoolDatabase>());

    /// <summary>As <c>spool status</c> does; the packs in it.</summary>
    private static long LookAt(string path)
    {
        using var connection = SpoolSql.ConnectToRead(path);
        return connection.Depth("packs").Packs;
    }

    // By a command, as an agent does. A limit on the size of files stands in for the end of the disk; the runtime's own pages
    // are a file, too, unless it is told otherwise.
    private static (int Code, string Output, string Error) OpenWithoutRoom(string directory)
    {
        const string Limited = "trap '' XFSZ; ulimit -f 300; DOTNET_EnableWriteXorExecute=0 exec \"$@\"";
        using var config = new AgentFile(("spool_directory", directory));
        var recording = config.Write("empty.bin", []);
        string[] replay = [AgentProcess.Program, "replay", recording, "--config", config.Path];
        return AgentProcess.RunProgram("bash", ["-c", Limited, "bash", .. replay]);
    }

    private void CopyTo(string target)
    {
        foreach (var file in Directory.EnumerateFiles(folder.Path, "spool.db*"))
        {
            using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var written = File.Create(Path.Combine(target, Path.GetFileName(file)));
            source.CopyTo(written);
        }
    }

    private void DamagePageWith(string text)
    {
        var at = File.ReadAllBytes(Database).AsSpan().IndexOf(Encoding.ASCII.GetBytes(text));
        Assert.True(at > 0);
        using var file = new FileStream(Database, FileMode.Open);
        file.Position = at / 4096 * 4096;
        file.Write(new byte[4096]);
    }
}
