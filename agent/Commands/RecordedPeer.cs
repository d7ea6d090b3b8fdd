using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Filtering;

namespace Forwarder.Agent.Commands;

/// <summary>The sender of a recorded session: it is the only one, so that nobody asks whether it lives.</summary>
internal sealed class RecordedPeer : IPeerLife
{
    /// <inheritdoc/>
    public long ReceivedBytes => 0;

    /// <inheritdoc/>
    public int Backlog => 0;

    /// <inheritdoc/>
    public TimeSpan Silence => TimeSpan.Zero;

    public static SenderSession OpenSession() =>
        DuplicateSenders.Open(
            new BrokerPeer(1, "recording", new ProtocolVersion(3, 0, 0), "recording", 0, "", new RecordedPeer())
        );
}
