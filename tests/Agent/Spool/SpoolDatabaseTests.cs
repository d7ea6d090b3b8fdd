using Forwarder.Agent.Inventory;
using Forwarder.Agent.Spool;
using Microsoft.Data.Sqlite;

namespace Forwarder.Agent.Tests.Spool;

public sealed class SpoolDatabaseTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 15, 30, TimeSpan.Zero);
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Committed_packs_are_read_in_order_by_the_next_process()
    {
        using (var spool = SpoolDatabase.Open(folder.Path))
        {
            spool.Commit([Pack(1, 7), Pack(2, 8)], [], []);
            spool.Commit([Pack(3, 9)], [], []);
        }
        using var reopened = SpoolDatabase.Open(folder.Path);
        Assert.Equal([7, 8, 9], reopened.ReadPacks(0, 10).Select(pack => pack.Events));
        Assert.Equal(new SpoolDepth(3, 24, 9), reopened.ReadDepth());
    }

    [Fact]
    public void A_published_pack_leaves_with_every_older_one_and_its_number_is_never_used_again()
    {
        using var spool = SpoolDatabase.Open(folder.Path);
        spool.Commit([Pack(1, 1), Pack(2, 1)], [], []);
        var last = spool.ReadPacks(0, 10)[^1].Id;
        spool.Leave(spool.ReadPacks(0, 10)[0], []);
        spool.Leave(spool.ReadPacks(0, 10)[0], []);
        Assert.Empty(spool.ReadPacks(0, 10));
        spool.Commit([Pack(3, 1)], [], []);
        Assert.True(Assert.Single(spool.ReadPacks(0, 10)).Id > last);
    }

    [Fact]
    public void Inventory_rows_are_replaced_and_removed()
    {
        using (var spool = SpoolDatabase.Open(folder.Path))
        {
            spool.Commit([], [new(1, 5, 0, [1]), new(1, 6, 0, [2]), new(2, 5, 7, [3])], []);
            spool.Commit([], [new(1, 5, 0, [9]), new(1, 6, 0, null)], []);
        }
        using var reopened = SpoolDatabase.Open(folder.Path);
        Assert.Equal(
            ["1 5 0 09", "2 5 7 03"],
            reopened
                .ReadInventory()
                .Select(row => $"{row.Kind} {row.A} {row.B} {Convert.ToHexString(row.Value!)}")
                .Order()
        );
    }

    [Fact]
    public void While_the_inventory_is_read_packs_are_committed_and_leave()
    {
        using var spool = SpoolDatabase.Open(folder.Path);
        spool.Commit([Pack(1, 1)], [new(1, 5, 0, [1]), new(1, 6, 0, [2]), new(1, 7, 0, [3])], []);
        using var rows = spool.ReadInventory().GetEnumerator();
        Assert.True(rows.MoveNext());

        spool.Leave(Assert.Single(spool.ReadPacks(0, 10)), []);
        spool.Commit([Pack(2, 1)], [new(1, 6, 0, null), new(1, 8, 0, [4])], []);

        Assert.Equal(1, spool.ReadDepth().Packs);
        List<long> left = [];
        while (rows.MoveNext())
        {
            left.Add(rows.Current.A);
        }
        Assert.Equal([6, 7], left);
        Assert.Equal([5, 7, 8], spool.ReadInventory().Select(row => row.A));
    }

    [Fact]
    public void A_commit_is_stored_whole_or_not_at_all()
    {
        using var spool = SpoolDatabase.Open(folder.Path);
        var sameSession = new SessionCoverage("1", "peer", Now, 10);
        Assert.Throws<SqliteException>(() =>
            spool.Commit([Pack(1, 1)], [new(1, 1, 0, [1])], [sameSession, sameSession])
        );
        Assert.Empty(spool.ReadPacks(0, 10));
        Assert.Empty(spool.ReadInventory());
    }

    [Fact]
    public void A_second_agent_on_the_same_spool_is_refused()
    {
        using var spool = SpoolDatabase.Open(folder.Path);
        var refused = Assert.Throws<IOException>(() => SpoolDatabase.Open(folder.Path));
        Assert.Contains("spool_directory", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static SealedPack Pack(long sequence, int events) => new("epoch", sequence, Now, events, [1, 2, 3]);
}
