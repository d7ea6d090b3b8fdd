using System.Buffers;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Filtering;

namespace Forwarder.Agent.Commands;

/// <summary>What the agent would make of a recording: the lines of the events that leave.</summary>
internal sealed class EnrichedView(TellingStage stage)
{
    private readonly SenderSession session = RecordedPeer.OpenSession();

    /// <summary>As <see cref="SessionDump.Printer"/>.</summary>
    public void Print(in ReceivedEvent received, BrokerEvent? decoded, ArrayBufferWriter<byte> into) =>
        stage.Process(
            session,
            received,
            decoded,
            line =>
            {
                into.Write(line);
                into.Write("\n"u8);
            }
        );
}
