using Azure;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Tests.Tables;

/// <summary>Limits that the emulator does not know (platform.md 7 and 11).</summary>
public sealed class TableLimitsTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("1abc")]
    [InlineData("with-dash")]
    public void A_table_needs_a_legal_name(string name) =>
        Assert.Throws<TableLimitException>(() => TableLimits.CheckTable(name));

    [Theory]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\tb")]
    [InlineData("a\u007fb")]
    [InlineData("a\u009fb")]
    public void A_key_must_not_hold_what_the_service_forbids(string key)
    {
        Assert.Throws<TableLimitException>(() => TableLimits.CheckEntity(new TableEntity(key, "r")));
        Assert.Throws<TableLimitException>(() => TableLimits.CheckEntity(new TableEntity("p", key)));
    }

    [Fact]
    public void A_key_is_at_most_1_KiB()
    {
        TableLimits.CheckEntity(new TableEntity(new string('p', 512), new string('r', 512)));

        Assert.Throws<TableLimitException>(() => TableLimits.CheckEntity(new TableEntity("p", new string('r', 513))));
    }

    [Fact]
    public void A_property_is_at_most_64_KiB_or_32_K_characters()
    {
        TableLimits.CheckEntity(
            new TableEntity("p", "r") { ["b"] = new byte[65_536], ["t"] = new string('x', 32_768) }
        );

        Assert.Throws<TableLimitException>(() =>
            TableLimits.CheckEntity(new TableEntity("p", "r") { ["b"] = new byte[65_537] })
        );
        Assert.Throws<TableLimitException>(() =>
            TableLimits.CheckEntity(new TableEntity("p", "r") { ["t"] = new string('x', 32_769) })
        );
    }

    [Fact]
    public void A_row_has_at_most_252_properties()
    {
        var entity = new TableEntity("p", "r");
        for (var i = 0; i < 252; i++)
        {
            entity[$"n{i}"] = i;
        }
        TableLimits.CheckEntity(entity);

        entity["more"] = 1;

        Assert.Throws<TableLimitException>(() => TableLimits.CheckEntity(entity));
    }

    [Fact]
    public void A_row_is_at_most_1_MiB_counted_as_the_service_does()
    {
        var entity = new TableEntity("p", "r");
        for (var i = 0; i < 15; i++)
        {
            entity[$"b{i:D2}"] = new byte[65_536];
        }
        // 4 + 2 × 2 for the keys; 15 × (8 + 2 × 3 + 4) + 15 × 65,536; the last one takes the rest: 8 + 2 × 3 + 4.
        var rest = (1024 * 1024) - 8 - (15 * (18 + 65_536)) - 18;
        entity["b15"] = new byte[rest];
        TableLimits.CheckEntity(entity);
        Assert.Equal(1024 * 1024, TableLimits.SizeOf(entity));

        entity["b15"] = new byte[rest + 1];

        Assert.Throws<TableLimitException>(() => TableLimits.CheckEntity(entity));
    }

    [Fact]
    public void Names_of_properties_are_identifiers() =>
        Assert.Throws<TableLimitException>(() =>
            TableLimits.CheckEntity(new TableEntity("p", "r") { ["with-dash"] = 1 })
        );

    [Fact]
    public void A_time_before_1601_cannot_be_stored() =>
        Assert.Throws<TableLimitException>(() =>
            TableLimits.CheckEntity(new TableEntity("p", "r") { ["at"] = DateTimeOffset.MinValue })
        );

    [Fact]
    public void A_transaction_has_1_to_100_operations()
    {
        TableLimits.CheckTransaction(Rows("p", 100));

        Assert.Throws<TableLimitException>(() => TableLimits.CheckTransaction([]));
        Assert.Throws<TableLimitException>(() => TableLimits.CheckTransaction(Rows("p", 101)));
    }

    [Fact]
    public void A_transaction_stays_in_one_partition() =>
        Assert.Throws<TableLimitException>(() => TableLimits.CheckTransaction([.. Rows("p", 1), .. Rows("q", 1)]));

    [Fact]
    public void A_transaction_names_a_row_once() =>
        Assert.Throws<TableLimitException>(() =>
            TableLimits.CheckTransaction([.. Rows("p", 1), TableOperation.Delete("p", "r0", ETag.All)])
        );

    [Fact]
    public void A_transaction_is_at_most_4_MiB_on_the_wire()
    {
        TableLimits.CheckTransactionBody(4 * 1024 * 1024);

        Assert.Throws<TableLimitException>(() => TableLimits.CheckTransactionBody((4 * 1024 * 1024) + 1));
    }

    private static TableOperation[] Rows(string partition, int count) =>
        [.. Enumerable.Range(0, count).Select(i => TableOperation.Insert(new TableEntity(partition, $"r{i}")))];
}
