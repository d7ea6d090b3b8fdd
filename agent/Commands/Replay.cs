using System.Buffers;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Filtering;
using Forwarder.Agent.Spool;
using Forwarder.Contracts.Packs;

namespace Forwarder.Agent.Commands;

/// <summary>Makes packs of what leaves of a recording, with an epoch of their own.</summary>
internal sealed class Replay(EventStage stage, PackLimits limits, TimeProvider time) : IDisposable
{
    private readonly SenderSession session = RecordedPeer.OpenSession();
    private readonly string epoch = Guid.NewGuid().ToString("n");
    private readonly PackWriter open = new(limits);
    private readonly List<SealedPack> packs = [];

    /// <summary>As <see cref="SessionDump.Printer"/>; prints nothing.</summary>
    public void Take(in ReceivedEvent received, BrokerEvent? decoded, ArrayBufferWriter<byte> into) =>
        stage.Process(session, received, decoded, Add);

    /// <summary>All packs, the last one sealed now.</summary>
    public IReadOnlyList<SealedPack> Finish()
    {
        Seal();
        return packs;
    }

    /// <inheritdoc/>
    public void Dispose() => open.Dispose();

    private void Add(ReadOnlySpan<byte> line)
    {
        if (!open.TryAdd(line))
        {
            Seal();
            open.TryAdd(line);
        }
    }

    private void Seal()
    {
        if (open.Count > 0)
        {
            var (events, sequence, created) = (open.Count, packs.Count + 1, time.GetUtcNow());
            packs.Add(new SealedPack(epoch, sequence, created, events, open.Seal(epoch, sequence, created)));
        }
    }
}
