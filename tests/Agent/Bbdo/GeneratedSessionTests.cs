using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Bbdo.Layers;

namespace Forwarder.Agent.Tests.Bbdo;

/// <summary>Every generated session decodes to what its own encoder put into it.</summary>
public sealed class GeneratedSessionTests
{
    public static TheoryData<string> Cases => [.. Vectors.Files("bbdo", "*.expected.json")];

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Decodes_as_expected(string expectedFile) => DecodesAsExpectedAsync(expectedFile, piece: int.MaxValue);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Decodes_as_expected_when_it_arrives_in_small_pieces(string expectedFile) =>
        DecodesAsExpectedAsync(expectedFile, piece: 13);

    private static async Task DecodesAsExpectedAsync(string expectedFile, int piece)
    {
        using var document = JsonDocument.Parse(
            await File.ReadAllBytesAsync(expectedFile, TestContext.Current.CancellationToken)
        );
        JsonElement expected = document.RootElement;
        byte[] stream = await File.ReadAllBytesAsync(
            expectedFile.Replace(".expected.json", ".bin", StringComparison.Ordinal),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(
            expected.GetProperty("stream_sha256").GetString(),
            Convert.ToHexStringLower(SHA256.HashData(stream))
        );
        var clock = new ManualClock();
        await using var recording = new RecordingStream(stream, piece, clock, Silences(expected));
        var input = new EventInput(recording, clock);
        using JsonElement.ArrayEnumerator events = expected.GetProperty("events").EnumerateArray();
        CompressedStream? compression = null;
        bool isFirst = true;
        do
        {
            while (input.TryNext(out ReceivedEvent received))
            {
                Assert.True(events.MoveNext(), $"unexpected event {received.Id}");
                AssertEvent(events.Current, received, input.Reader.Decoded);
                if (isFirst)
                {
                    isFirst = false;
                    compression = await RecordedLayers.FollowAsync(
                        input,
                        input.Reader.Decoded,
                        TestContext.Current.CancellationToken
                    );
                }
            }
        } while (await FillAsync(input, clock));

        Assert.False(events.MoveNext(), "events are missing");
        Assert.Equal(expected.GetProperty("events_to_acknowledge").GetInt64(), input.Reader.Counted);
        Assert.Equal(expected.TryGetProperty("compression_frames", out _), compression is not null);
        Assert.Equal(
            Number(expected, "skipped_bytes"),
            input.Reader.Packets.SkippedBytes + (compression?.Frames.SkippedBytes ?? 0)
        );
        Assert.Equal(Number(expected, "incomplete_tail_bytes"), input.UnreadBytes + (compression?.UnreadBytes ?? 0));
        if (expected.TryGetProperty("skipped_runs", out JsonElement runs))
        {
            Assert.Equal(runs.GetArrayLength(), input.Reader.Packets.SkippedRuns);
        }
    }

    [Fact]
    public void Names_of_the_catalogue_are_those_of_the_sessions()
    {
        foreach (string file in Vectors.Files("bbdo", "*.expected.json"))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (JsonElement expected in document.RootElement.GetProperty("events").EnumerateArray())
            {
                string? name = expected.GetProperty("name").GetString();
                if (name is not null)
                {
                    Assert.Equal(name, EventCatalogue.Find(expected.GetProperty("id").GetUInt32())?.Name);
                }
            }
        }
    }

    private static async Task<bool> FillAsync(EventInput input, ManualClock clock)
    {
        Task<bool> filling = input.FillOrEndAsync(TestContext.Current.CancellationToken).AsTask();
        while (!filling.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return await filling;
    }

    private static void AssertEvent(JsonElement expected, in ReceivedEvent received, BrokerEvent? decoded)
    {
        Assert.Equal(expected.GetProperty("id").GetUInt32(), received.Id);
        Assert.Equal(Number(expected, "source_id"), received.SourceId);
        Assert.Equal(Number(expected, "destination_id"), received.DestinationId);
        Assert.Equal(
            expected.TryGetProperty("packets", out JsonElement packets) ? packets.GetInt32() : 1,
            received.Packets
        );
        if (expected.TryGetProperty("fields", out JsonElement fields))
        {
            Assert.NotNull(decoded);
            AssertFields(fields, decoded);
        }
        else if (expected.TryGetProperty("payload_hex", out JsonElement hex))
        {
            Assert.Equal(expected.GetProperty("payload_bytes").GetInt32(), received.Payload.Length);
            ReadOnlySpan<byte> shown = received.Payload.Span[..(hex.GetString()!.Length / 2)];
            Assert.Equal(hex.GetString(), Convert.ToHexStringLower(shown));
        }
        else
        {
            Assert.True(expected.GetProperty("undecodable").GetBoolean());
            Assert.Equal(EventFault.Undecodable, received.Fault);
        }
    }

    private static void AssertFields(JsonElement expected, BrokerEvent decoded)
    {
        List<string> present = [];
        foreach (EventField field in decoded.Type.Fields)
        {
            bool isPartOfVersion = field.Number == 0 && decoded.Type.Encoding == WireEncoding.Protobuf;
            bool isPresent = field.Type == WireType.Tags ? decoded.Tags.Length > 0 : decoded.Has(field);
            if (isPresent && !isPartOfVersion)
            {
                present.Add(field.Name);
                Assert.True(
                    expected.TryGetProperty(field.Name, out JsonElement value),
                    $"{field.Name} is not expected"
                );
                AssertValue(value, field, decoded);
            }
        }

        Assert.Equal(expected.EnumerateObject().Select(member => member.Name).Order(), present.Order());
    }

    private static void AssertValue(JsonElement expected, EventField field, BrokerEvent decoded)
    {
        switch (field.Type)
        {
            case WireType.Boolean:
                Assert.Equal(expected.GetBoolean(), decoded.Boolean(field));
                break;
            case WireType.Double:
                Assert.Equal(expected.GetDouble(), decoded.Double(field));
                break;
            case WireType.Text:
                AssertText(expected, decoded.Text(field));
                break;
            case WireType.UInt64 when expected.TryGetUInt64(out ulong number):
                Assert.Equal(number, decoded.UInt64(field));
                break;
            case WireType.Tags:
                Assert.Equal(
                    expected.EnumerateArray().Select(tag => ((ulong)Number(tag, "id"), (int)Number(tag, "type"))),
                    decoded.Tags.ToArray()
                );
                break;
            case WireType.Version:
                Assert.Equal(Number(expected, "major"), decoded.Int64(Field.Major));
                Assert.Equal(Number(expected, "minor"), decoded.Int64(Field.Minor));
                Assert.Equal(Number(expected, "patch"), decoded.Int64(Field.Patch));
                break;
            case WireType.Header:
                Assert.Equal(Number(expected, "conf_version"), decoded.Int64(field));
                break;
            default:
                Assert.Equal(expected.GetInt64(), decoded.Int64(field));
                break;
        }
    }

    private static void AssertText(JsonElement expected, ReadOnlySpan<byte> text)
    {
        if (expected.ValueKind == JsonValueKind.Object)
        {
            Assert.Equal(expected.GetProperty("bytes").GetInt32(), text.Length);
            Assert.Equal(expected.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(text)));
        }
        else
        {
            Assert.Equal(expected.GetString(), Encoding.UTF8.GetString(text));
        }
    }

    private static long Number(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement number) ? number.GetInt64() : 0;

    private static Dictionary<int, TimeSpan> Silences(JsonElement expected) =>
        expected.TryGetProperty("silences", out JsonElement silences)
            ? silences
                .EnumerateArray()
                .ToDictionary(
                    silence => silence.GetProperty("offset").GetInt32(),
                    silence => TimeSpan.FromSeconds(silence.GetProperty("seconds").GetDouble())
                )
            : [];
}
