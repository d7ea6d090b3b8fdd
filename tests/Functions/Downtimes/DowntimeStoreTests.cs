using System.Text;
using Forwarder.Functions.Downtimes;
using Forwarder.Functions.Tests.Tables;
using static Forwarder.Functions.Tests.Downtimes.TestDowntimes;

namespace Forwarder.Functions.Tests.Downtimes;

/// <summary>Against the real emulator.</summary>
public sealed class DowntimeStoreTests(Azurite azurite)
{
    private const string Customer = "acme";

    private readonly DowntimeStore store = new(azurite.NewTable());
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("centreon-downtime-acme-paris-2-8-100")]
    [InlineData("été ∆ 'quoted' \"double\" %25 #? / \\ & + ; $ \t\u0001 😀")]
    public async Task A_row_comes_back_as_it_was(string name)
    {
        var row = Row(name) with
        {
            Applied = AppliedPositions.None.With(At(1, "a")).With(At(2, "b")),
            Revision = 7,
            ChangedAt = Now,
            IsAdopted = true,
            Body = Row(name).Body with { Name = name, Templated = new byte[100_000] },
            Progress = new DowntimeProgress
            {
                IsDone = true,
                IsThere = false,
                Id = "id",
                IsCommentDone = true,
                CommentAttempts = 1,
                Attempts = 2,
                Error = "400: tstart",
                NextTry = Now,
                DoneAt = Now.AddTicks(1),
            },
        };

        await store.WriteAsync(Customer, [new DowntimeChange(null, row)], cancellation);
        var read = (await store.FindAsync(Customer, name, cancellation))!.Row;

        Assert.Equal(row.Body.Templated, read.Body.Templated);
        Assert.Equal(row.Comment, read.Comment);
        Assert.Equal(
            row,
            read with
            {
                Comment = row.Comment,
                Body = read.Body with { Templated = row.Body.Templated },
            }
        );
        Assert.Null(await store.FindAsync("other", name, cancellation));
    }

    [Fact]
    public async Task A_row_that_was_changed_meanwhile_is_not_written()
    {
        var first = await WriteAsync(Row(Name));
        await store.WriteAsync(Customer, [new(first, first.Row with { Revision = 2 })], cancellation);

        Assert.Null(await store.WriteAsync(Customer, [new(first, first.Row)], cancellation));
        Assert.Null(await store.WriteAsync(Customer, [new(null, first.Row)], cancellation));
        Assert.Equal(2, (await store.FindAsync(Customer, Name, cancellation))!.Row.Revision);
    }

    [Fact]
    public async Task Many_rows_take_several_transactions()
    {
        var rows = Enumerable.Range(0, 205).Select(i => Row($"d{i:D3}")).ToList();

        var written = await store.WriteAsync(
            Customer,
            [.. rows.Select(row => new DowntimeChange(null, row))],
            cancellation
        );

        Assert.Equal(rows.Select(row => row.Name), written!.Select(stored => stored.Row.Name));
        Assert.Equal(205, (await store.ReadAsync(Customer, cancellation)).Count);
        Assert.Equal(3, (await store.ReadAsync(Customer, "d003", "d005", cancellation)).Count);
        Assert.Equal(new DowntimeCounts(205, 205, 0), await store.CountAsync(Customer, cancellation));
    }

    [Fact]
    public async Task An_outcome_is_noted_for_the_state_that_it_belongs_to_only()
    {
        var stored = await WriteAsync(Row("a"));
        var changed = await WriteAsync(Row("b"));
        await store.WriteAsync(Customer, [new(changed, changed.Row with { Revision = 1 })], cancellation);
        var touched = await WriteAsync(Row("c"));
        await store.WriteAsync(
            Customer,
            [new(touched, touched.Row with { Progress = touched.Row.Progress.Waits("x") })],
            cancellation
        );

        var done = DowntimeProgress.Pending.Shown("id", Now);
        await store.NoteAsync(Customer, [(stored, done), (changed, done), (touched, done)], cancellation);

        var rows = await store.ReadAsync(Customer, cancellation);
        Assert.Equal([done, DowntimeProgress.Pending, done], rows.Select(row => row.Row.Progress));
    }

    [Fact]
    public async Task The_changes_of_one_event_are_written_all_or_none()
    {
        await WriteAsync(Row("taken"));
        var alone = Enumerable.Range(0, 89).Select(i => new DowntimeChange(null, Row($"d{i:D3}")));

        var written = await store.WriteAsync(
            Customer,
            [.. alone, new DowntimeChange(null, Row("old"), "event"), new DowntimeChange(null, Row("taken"), "event")],
            cancellation
        );

        Assert.Null(written);
        Assert.NotNull(await store.FindAsync(Customer, "d088", cancellation));
        Assert.Null(await store.FindAsync(Customer, "old", cancellation));
    }

    [Fact]
    public async Task Who_did_not_come_to_the_end_does_not_undo_the_outcome_of_who_did()
    {
        var stored = await WriteAsync(Row(Name));
        var done = DowntimeProgress.Pending.Shown("id", Now);
        await store.NoteAsync(Customer, [(stored, done)], cancellation);

        await store.NoteAsync(Customer, [(stored, stored.Row.Progress.Refused("400", Now))], cancellation);

        Assert.Equal(done, (await store.FindAsync(Customer, Name, cancellation))!.Row.Progress);
    }

    [Fact]
    public async Task A_row_that_is_desired_again_is_not_forgotten()
    {
        var stored = await WriteAsync(Row(Name));
        var again = (await store.WriteAsync(Customer, [new(stored, stored.Row)], cancellation))!;

        await store.ForgetAsync(Customer, stored, cancellation);
        Assert.NotNull(await store.FindAsync(Customer, Name, cancellation));

        await store.ForgetAsync(Customer, again[0], cancellation);
        Assert.Null(await store.FindAsync(Customer, Name, cancellation));
    }

    [Fact]
    public void What_is_too_large_to_be_stored_is_refused_before()
    {
        Assert.Null(DowntimeStore.Refusal(Customer, Row(Name)));
        Assert.NotNull(
            DowntimeStore.Refusal(
                Customer,
                Row(Name) with
                {
                    Body = Row(Name).Body with { Templated = new byte[800_000] },
                }
            )
        );
        Assert.NotNull(
            DowntimeStore.Refusal(
                Customer,
                Row(Name) with
                {
                    Body = Row(Name).Body with { Entity = new string('x', 40_000) },
                }
            )
        );
    }

    private static DesiredDowntime Row(string name) =>
        new(name)
        {
            IsPresent = true,
            ChangedAt = Now,
            Body = Read(Line()).Body with { Name = name },
            Comment = Encoding.UTF8.GetBytes("""{"pbehavior":"x","message":"été"}"""),
        };

    private async Task<StoredDowntime> WriteAsync(DesiredDowntime row) =>
        (await store.WriteAsync(Customer, [new DowntimeChange(null, row)], cancellation))![0];
}
