using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Forwarder.Contracts.Packs;
using Forwarder.Functions.Customers;
using Forwarder.Functions.ForwardEvents;
using Forwarder.Functions.Hosting;
using Forwarder.Functions.Tests.Canopsis;
using Forwarder.Functions.Tests.Delivery;
using Forwarder.Functions.Tests.Logging;
using Forwarder.Functions.Tests.Tables;
using Microsoft.AspNetCore.Http;

namespace Forwarder.Functions.Tests.ForwardEvents;

/// <summary>
/// An event, or a pack, that can never be delivered, in each position of a batch: it alone is a dead letter, everything else is delivered in order.
/// Each position is the business of a lane of its own.
/// </summary>
public sealed class PoisonTests(Azurite azurite) : IAsyncLifetime
{
    private const int Packs = 3;
    private const int Lines = 4;
    private const int Events = Packs * Lines;
    private const string Poison = "poison";

    private readonly TemporaryFolder folder = new();
    private readonly TestLanes lanes = new(azurite);
    private StubCanopsis canopsis = null!;

    public async ValueTask InitializeAsync()
    {
        canopsis = await StubCanopsis.StartAsync();
        folder.Write(
            "lab.json",
            $$"""{"canopsis_host":"127.0.0.1","canopsis_port":{{canopsis.Url.Port}},"sending_protocol":"http","allow_private_host":1,"canopsis_authkey":"KEY"}"""
        );
    }

    [Theory]
    [InlineData("not_understood")]
    [InlineData("too_large")]
    public async Task A_poison_event_in_each_position_is_the_only_dead_letter(string reason)
    {
        canopsis.Always((context, events) => AnswerAsync(reason, context, events));
        var batch = Enumerable
            .Range(0, Events)
            .SelectMany(position =>
                Enumerable
                    .Range(0, Packs)
                    .Select(pack =>
                        Published(
                            position,
                            pack,
                            [
                                .. Enumerable
                                    .Range(pack * Lines, Lines)
                                    .Select(number => Line(position, number, number == position)),
                            ]
                        )
                    )
            );

        await ForwardAsync(batch);

        await AssertAsync(position => Enumerable.Range(0, Events).Where(number => number != position), 1);
        Assert.Equal(Enumerable.Repeat(reason, Events), await lanes.DeadLettersAsync("lab"));
    }

    [Theory]
    [InlineData("bomb")]
    [InlineData("nesting")]
    [InlineData("noise")]
    public async Task A_poison_pack_in_each_position_is_the_only_dead_letter(string nature)
    {
        var batch = Enumerable
            .Range(0, Packs)
            .SelectMany(position =>
                Enumerable
                    .Range(0, Packs)
                    .Select(pack =>
                        pack == position
                            ? Published(position, pack, []) with
                            {
                                Body = Unreadable(nature),
                            }
                            : Published(
                                position,
                                pack,
                                [
                                    .. Enumerable
                                        .Range(pack * Lines, Lines)
                                        .Select(number => Line(position, number, isPoison: false)),
                                ]
                            )
                    )
            );

        await ForwardAsync(batch);

        for (var position = 0; position < Packs; position++)
        {
            var row = await lanes.RowAsync($"lab.site-{position}");
            Assert.Equal((8, 1), (row.Counters.Done.Delivered, row.Counters.OpenDeadLetters));
            Assert.Equal(Enumerable.Range(0, Events).Where(number => number / Lines != position), AcceptedOf(position));
        }
        Assert.Equal(Packs, (await lanes.DeadLettersAsync("lab")).Length);
    }

    public async ValueTask DisposeAsync()
    {
        await lanes.Worker.BackgroundAsync();
        await canopsis.DisposeAsync();
        folder.Dispose();
    }

    private async Task AssertAsync(Func<int, IEnumerable<int>> expected, int dead)
    {
        for (var position = 0; position < Events; position++)
        {
            var row = await lanes.RowAsync($"lab.site-{position}");
            Assert.Equal((Events - dead, dead), (row.Counters.Done.Delivered, row.Counters.OpenDeadLetters));
            Assert.Equal(expected(position), AcceptedOf(position).Distinct());
        }
    }

    private IEnumerable<int> AcceptedOf(int position) =>
        canopsis
            .Accepted.Where(one => (string)one["component"]! == $"site-{position}")
            .Select(one => int.Parse(((string)one["output"]!).Split(' ')[0], null));

    // One object per event: what is behind a refused event of another object need not be sent again.
    private static string Line(int position, int number, bool isPoison) =>
        $$"""{"kind":"service_status","bbdo":3,"host_id":{{position + 1}},"service_id":{{number + 1}},"state":1,"output":"{{number}} {{(isPoison ? Poison : "")}}","cache":{"host":{"name":"site-{{position}}"},"service":{"description":"s{{number}}"} } }""";

    private Task AnswerAsync(string reason, HttpContext context, JsonArray events)
    {
        int[] poisoned =
        [
            .. Enumerable
                .Range(0, events.Count)
                .Where(index =>
                    ((string?)events[index]!["output"])?.EndsWith(Poison, StringComparison.Ordinal) == true
                ),
        ];
        if (poisoned.Length == 0)
        {
            return canopsis.EchoAsync(context, events);
        }
        context.Response.StatusCode = reason == "too_large" ? 413 : 400;
        return context.Response.WriteAsync("<html>no</html>");
    }

    private static HubEvent Published(int position, int pack, string[] lines)
    {
        using var writer = new PackWriter(new PackLimits());
        foreach (var line in lines.DefaultIfEmpty("""{"kind":"heartbeat"}"""))
        {
            Assert.True(writer.TryAdd(Encoding.UTF8.GetBytes(line)));
        }
        return new HubEvent
        {
            Body = writer.Seal("0f8a", pack + 1, DateTimeOffset.UtcNow),
            Publisher = $"lab.site-{position}",
            SequenceNumber = (position * Packs) + pack,
        };
    }

    private static byte[] Unreadable(string nature)
    {
        const string Header = """{"pack":1,"epoch":"0f8a","sequence":99,"count":1,"created":"2026-03-02T10:15:30Z"}""";
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Header + "\n"));
            switch (nature)
            {
                case "bomb":
                    var zeros = new byte[1024 * 1024];
                    for (var mebibyte = 0; mebibyte < 64; mebibyte++)
                    {
                        gzip.Write(zeros);
                    }
                    break;
                case "nesting":
                    gzip.Write(Encoding.UTF8.GetBytes(new string('[', 100_000) + "\n"));
                    break;
            }
        }
        return nature == "noise" ? [.. Enumerable.Range(0, 500).Select(n => (byte)(n * 7))] : packed.ToArray();
    }

    private async Task ForwardAsync(IEnumerable<HubEvent> batch)
    {
        using var customers = new CustomerCatalog(
            new CustomerSources(null, new CustomerFolder(folder.Path), new RecordingLogger<CustomerCatalog>()),
            null,
            TimeSpan.FromSeconds(60),
            TimeProvider.System,
            new RecordingLogger<CustomerCatalog>()
        );
        var function = new ForwardEventsFunction(
            customers,
            lanes.Worker,
            lanes.Settings,
            null,
            TimeProvider.System,
            new RecordingLogger<ForwardEventsFunction>()
        );
        var outcome = await function.RunAsync(
            new EventBatch { InvocationId = "id", Events = [.. batch] },
            TestContext.Current.CancellationToken
        );
        Assert.Null(outcome.Failure);
        await lanes.Worker.BackgroundAsync();
    }
}
