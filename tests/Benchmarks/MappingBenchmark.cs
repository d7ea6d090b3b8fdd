using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Forwarder.Contracts.Packs;
using Forwarder.Functions.Mapping;

namespace Forwarder.Benchmarks;

/// <summary>
/// From the bytes of a pack to the bytes of requests, on one thread: the mapping against <c>JsonSerializer</c> with source generation, by turns in one
/// run. Only the ratio is claimed; a run whose two sides do not give the same events is void.
/// </summary>
internal static class MappingBenchmark
{
    private const int EventsPerRequest = 500;
    private const int PacksPerTurn = 200;

    public static int Run(int rounds, TextWriter report)
    {
        var pack = SamplePack.Create();
        var mapper = new EventMapper(
            new MappingOptions
            {
                Connector = "centreon-stream"u8.ToArray(),
                ConnectorName = "centreon-stream-central"u8.ToArray(),
            }
        );
        var buffer = new JsonBuffer();
        using var serializer = new SerializerMapper();
        var serialized = new ArrayBufferWriter<byte>(1024 * 1024);
        if (!AreSame(pack, mapper, serializer))
        {
            report.WriteLine("void: the two sides do not give the same events");
            return 1;
        }
        Turn Ours() => Time(pack, line => MapOurs(mapper, buffer, line));
        Turn Serializer() => Time(pack, line => MapSerialized(serializer, serialized, line));

        Ours();
        Serializer();
        var ours = new List<Turn>();
        var theirs = new List<Turn>();
        for (var round = 0; round < rounds; round++)
        {
            ours.Add(Ours());
            theirs.Add(Serializer());
            Print(report, "mapping   ", ours[^1]);
            Print(report, "serializer", theirs[^1]);
        }
        report.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"median: mapping {Median(ours):N0}/s, serializer {Median(theirs):N0}/s, ratio {Median(ours) / Median(theirs):F2}"
            )
        );
        return 0;
    }

    private static void MapOurs(EventMapper mapper, JsonBuffer buffer, ReadOnlySpan<byte> line)
    {
        buffer.Append((byte)',');
        if (mapper.Map(line, buffer).Verdict != MappingVerdict.Mapped)
        {
            throw new InvalidOperationException("An event was not mapped.");
        }
        if (buffer.Length > EventsPerRequest * 1024)
        {
            buffer.Truncate(0);
        }
    }

    private static void MapSerialized(SerializerMapper mapper, ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> line)
    {
        buffer.Write(","u8);
        mapper.Map(line, buffer);
        if (buffer.WrittenCount > EventsPerRequest * 1024)
        {
            buffer.ResetWrittenCount();
        }
    }

    private delegate void LineMapper(ReadOnlySpan<byte> line);

    // Processor time of the thread's process: other load on the machine does not count.
    private static Turn Time(byte[] pack, LineMapper map)
    {
        using var process = Process.GetCurrentProcess();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        process.Refresh();
        var processor = process.TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < PacksPerTurn; i++)
        {
            using var content = PackReader.Open(pack);
            foreach (var line in content)
            {
                map(line.Span);
            }
        }
        var elapsed = Stopwatch.GetElapsedTime(started);
        process.Refresh();
        const double Events = PacksPerTurn * SamplePack.Events;
        return new Turn(
            Events / (process.TotalProcessorTime - processor).TotalSeconds,
            Events / elapsed.TotalSeconds,
            (GC.GetAllocatedBytesForCurrentThread() - allocated) / Events
        );
    }

    private static bool AreSame(byte[] pack, EventMapper mapper, SerializerMapper serializer)
    {
        using var content = PackReader.Open(pack);
        foreach (var line in content)
        {
            var ours = new JsonBuffer();
            mapper.Map(line.Span, ours);
            var theirs = new ArrayBufferWriter<byte>();
            serializer.Map(line.Span, theirs);
            if (!JsonNode.DeepEquals(JsonNode.Parse(ours.Written.Span), JsonNode.Parse(theirs.WrittenSpan)))
            {
                return false;
            }
        }
        return true;
    }

    private static double Median(List<Turn> turns) =>
        turns.Select(turn => turn.PerProcessorSecond).Order().ElementAt(turns.Count / 2);

    private static void Print(TextWriter report, string side, Turn turn) =>
        report.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{side} {turn.PerProcessorSecond, 10:N0} events per processor second, {turn.PerSecond, 10:N0} per second, {turn.BytesPerEvent:F1} bytes allocated per event"
            )
        );

    private readonly record struct Turn(double PerProcessorSecond, double PerSecond, double BytesPerEvent);
}
