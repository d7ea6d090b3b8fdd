using System.Text.Json;
using Forwarder.Agent.Commands;

namespace Forwarder.Agent.Tests.Bbdo;

/// <summary>Every recorded session decodes to what its own sender made of it.</summary>
public sealed class RecordedSessionTests
{
    public static TheoryData<string> Recordings => [.. Vectors.Files("captures", "*.lua-events.jsonl")];

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task Decodes_as_its_sender_does(string senderEvents)
    {
        string name = senderEvents.Replace(".lua-events.jsonl", "", StringComparison.Ordinal);
        string[] expected = await File.ReadAllLinesAsync(senderEvents, TestContext.Current.CancellationToken);

        List<string> decoded = await DecodeAsync(name + ".bin");
        if (File.Exists(name + ".conn2.bin"))
        {
            // After the cut the sender began again with the first event that was not acknowledged.
            List<string> second = await DecodeAsync(name + ".conn2.bin");
            decoded = [.. decoded.Take(expected.Length - second.Count), .. second];
        }

        Assert.Equal(expected.Length, decoded.Count);
        for (int line = 0; line < expected.Length; line++)
        {
            AssertSame(expected[line], decoded[line], line + 1);
        }
    }

    [Theory]
    [InlineData("cbmod-23.10.16-bbdo3.0.1-edge65535.bin", 544)]
    [InlineData("cbmod-24.10.8-bbdo3.0.1-full.bin", 1518)]
    [InlineData("cbmod-25.09-dev-bbdo2.0.0-short.bin", 871)]
    public async Task Events_of_an_engine_module_are_told_apart(string recording, int events)
    {
        Assert.Equal(events, (await DecodeAsync(Path.Combine(Vectors.Root, "captures", recording))).Count);
    }

    private static async Task<List<string>> DecodeAsync(string file)
    {
        await using FileStream recording = File.OpenRead(file);
        using var lines = new MemoryStream();
        DecodeCounts counts = await SessionDump.RunAsync(recording, lines, TestContext.Current.CancellationToken);
        Assert.Empty(counts.Unknown);
        Assert.Empty(counts.Undecodable);
        Assert.Equal((0L, 0L, 0L), (counts.SkippedBytes, counts.IncompleteTailBytes, counts.IncompleteEvents));
        lines.Position = 0;
        using var reader = new StreamReader(lines);
        List<string> decoded = [];
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            decoded.Add(line);
        }

        return decoded;
    }

    private static void AssertSame(string expectedLine, string decodedLine, int line)
    {
        using var expectedEvent = JsonDocument.Parse(expectedLine);
        using var decodedEvent = JsonDocument.Parse(decodedLine);
        foreach (JsonProperty expected in expectedEvent.RootElement.EnumerateObject())
        {
            Assert.True(
                decodedEvent.RootElement.TryGetProperty(expected.Name, out JsonElement decoded),
                $"line {line}: {expected.Name} is missing"
            );
            Assert.True(
                JsonElement.DeepEquals(Normal(expected.Value), Normal(decoded)) || IsShared(expected),
                $"line {line}: {expected.Name} is {decoded} instead of {expected.Value}"
            );
        }

        // What the sender does not show is newer than the sender, and so not on the wire.
        foreach (JsonProperty decoded in decodedEvent.RootElement.EnumerateObject())
        {
            Assert.True(
                expectedEvent.RootElement.TryGetProperty(decoded.Name, out _) || decoded.Value.ToString() is "" or "0",
                $"line {line}: {decoded.Name} is not expected"
            );
        }
    }

    // Two outputs of a sender share an object: it may change between the serialisation for one and for the other. The
    // recordings show it for the next check of a service that a reload removes, which the second output has as 0.
    private static bool IsShared(JsonProperty expected) =>
        expected.Name == "next_check" && expected.Value.GetInt64() == 0;

    // The sender prints 17 digits where fewer say the same.
    private static JsonElement Normal(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? JsonSerializer.SerializeToElement(value.GetDouble()) : value;
}
