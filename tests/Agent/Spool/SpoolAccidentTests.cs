using System.Text;
using Forwarder.Agent.Inventory;
using Forwarder.Agent.Spool;
using Forwarder.Agent.Tests.Bbdo;
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

    [Fact]
    public void A_replacement_that_was_cut_short_is_finished()
    {
        using (var spool = Open())
        {
            spool.Commit([Pack(1)], [], []);
        }
        File.Move(Database, Database + ".rebuilt");
        using var finished = Open();
        Assert.Equal(1, finished.ReadDepth().Packs);
        Assert.Empty(log.Of(402));
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

    private SpoolDatabase Open() => SpoolDatabase.Open(folder.Path, SpoolLimits.None, clock, log.For<SpoolDatabase>());

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
