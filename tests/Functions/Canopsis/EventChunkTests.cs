using System.Text;
using System.Text.Json.Nodes;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Mapping;

namespace Forwarder.Functions.Tests.Canopsis;

public sealed class EventChunkTests
{
    private static readonly EventMapper Mapper = new(
        new MappingOptions { Connector = "c"u8.ToArray(), ConnectorName = "n"u8.ToArray() }
    );

    [Fact]
    public void A_chunk_is_full_at_its_number_of_events()
    {
        var chunk = new EventChunk(2);

        Add(chunk, "a");
        Assert.False(chunk.IsFull);
        Add(chunk, "b");

        Assert.True(chunk.IsFull);
        Assert.Equal(["a", "b"], Hosts(chunk, chunk.SendableCount));
    }

    [Fact]
    public void An_event_that_makes_the_body_too_large_waits_for_the_next_request()
    {
        var chunk = new EventChunk(100, maxBytes: 1000);

        Add(chunk, "a", 100);
        Add(chunk, "b", 600);
        Assert.True(chunk.IsFull);
        Assert.Equal(1, chunk.SendableCount);
        Assert.Equal(["a"], Hosts(chunk, 1));

        chunk.RemoveFirst(1);
        Assert.True(chunk.SendableCount == 1);
        Assert.Equal(["b"], Hosts(chunk, 1));
    }

    [Fact]
    public void An_event_larger_than_any_body_travels_alone()
    {
        var chunk = new EventChunk(100, maxBytes: 500);

        Add(chunk, "a", 2000);

        Assert.Equal((true, 1), (chunk.IsFull, chunk.SendableCount));
    }

    [Fact]
    public void What_is_not_mapped_leaves_no_trace()
    {
        var chunk = new EventChunk(10);

        Add(chunk, "a");
        Assert.Equal(MappingVerdict.NotMapped, chunk.Add(Mapper, """{"kind":"heartbeat"}"""u8).Verdict);
        Assert.Equal(MappingVerdict.Refused, chunk.Add(Mapper, """{"kind":"host_status","state":9}"""u8).Verdict);
        Add(chunk, "b");

        Assert.Equal(["a", "b"], Hosts(chunk, 2));
    }

    [Fact]
    public void A_chunk_can_be_used_up_in_steps()
    {
        var chunk = new EventChunk(10);
        foreach (var host in "abcdef")
        {
            Add(chunk, host.ToString());
        }

        chunk.RemoveFirst(2);
        chunk.RemoveFirst(0);
        Add(chunk, "g");

        Assert.Equal(["c", "d", "e"], Hosts(chunk, 3));
        Assert.Equal(["c", "d", "e", "f", "g"], Hosts(chunk, chunk.SendableCount));
    }

    [Fact]
    public void Some_events_of_a_chunk_are_a_chunk_of_their_own()
    {
        var chunk = new EventChunk(10);
        foreach (var host in "abcd")
        {
            Add(chunk, host.ToString());
        }

        var some = chunk.Select([0, 2, 3]);

        Assert.Equal(["a", "c", "d"], Hosts(some, 3));
        Assert.Equal(["a", "b", "c", "d"], Hosts(chunk, 4));
    }

    private static void Add(EventChunk chunk, string host, int outputBytes = 0) =>
        chunk.Add(
            Mapper,
            Encoding.UTF8.GetBytes(
                $"{{\"kind\":\"acknowledgement\",\"bbdo\":3,\"host_id\":1,\"comment_data\":\"{new string('x', outputBytes / 2)}\",\"cache\":{{\"host\":{{\"name\":\"{host}\"}}}}}}"
            )
        );

    private static IEnumerable<string> Hosts(EventChunk chunk, int count) =>
        JsonNode
            .Parse(Encoding.UTF8.GetString(chunk.OpenArray(count).Span) + "]")!
            .AsArray()
            .Select(item => (string)item!["component"]!);
}
