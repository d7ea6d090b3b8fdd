using System.Buffers;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Bbdo.Layers;

namespace Forwarder.Agent.Commands;

/// <summary>Reads the events of a recorded session, prints what stands for each, category 2 left out, and counts everything.</summary>
internal static class SessionDump
{
    /// <summary>Appends the lines that stand for one event, line ends included; <paramref name="decoded"/> is null for what cannot be read.</summary>
    public delegate void Printer(in ReceivedEvent received, BrokerEvent? decoded, ArrayBufferWriter<byte> into);

    /// <summary>Prints events as a stream connector sees them.</summary>
    public static Task<DecodeCounts> RunAsync(Stream recording, Stream lines, CancellationToken cancellationToken) =>
        RunAsync(recording, new ConnectorView().Print, lines, cancellationToken);

    /// <summary>Reads <paramref name="recording"/> to its end.</summary>
    /// <exception cref="IOException">The recording cannot be read, or the lines cannot be written.</exception>
    /// <exception cref="InvalidDataException">Nearly nothing of it is what a broker sends.</exception>
    public static async Task<DecodeCounts> RunAsync(
        Stream recording,
        Printer print,
        Stream lines,
        CancellationToken cancellationToken
    )
    {
        var input = new EventInput(recording, TimeProvider.System);
        var counts = new DecodeCounts();
        var line = new ArrayBufferWriter<byte>();
        CompressedStream? compression = null;
        bool isFirst = true;
        do
        {
            while (input.TryNext(out ReceivedEvent received))
            {
                if (isFirst)
                {
                    isFirst = false;
                    compression = await RecordedLayers.FollowAsync(input, input.Reader.Decoded, cancellationToken);
                }

                Count(received, input.Reader.Decoded, counts);
                if (!ProtocolIds.Includes(received.Id))
                {
                    print(received, input.Reader.Decoded, line);
                    await lines.WriteAsync(line.WrittenMemory, cancellationToken);
                    line.ResetWrittenCount();
                }
            }
        } while (await input.FillOrEndAsync(cancellationToken));

        await lines.FlushAsync(cancellationToken);
        counts.ToAcknowledge = input.Reader.Counted;
        counts.SkippedRuns = input.Reader.Packets.SkippedRuns;
        counts.SkippedBytes = input.Reader.Packets.SkippedBytes + (compression?.Frames.SkippedBytes ?? 0);
        counts.IncompleteTailBytes = input.UnreadBytes + (compression?.UnreadBytes ?? 0);
        counts.IncompleteEvents = input.Reader.Reassembler.Abandoned + input.Reader.Reassembler.PendingCount;
        return counts;
    }

    private static void Count(in ReceivedEvent received, BrokerEvent? decoded, DecodeCounts counts)
    {
        if (decoded is not null)
        {
            counts.Events[decoded.Type.Name] = counts.Events.GetValueOrDefault(decoded.Type.Name) + 1;
            return;
        }

        SortedDictionary<uint, long> faulty =
            received.Fault == EventFault.Unknown ? counts.Unknown : counts.Undecodable;
        faulty[received.Id] = faulty.GetValueOrDefault(received.Id) + 1;
    }
}
