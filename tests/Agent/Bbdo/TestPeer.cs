using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Tests.Bbdo;

/// <summary>A peer that shows the life that a test gives it.</summary>
internal sealed class TestPeer : IPeerLife
{
    private static long lastSession;

    public long ReceivedBytes { get; set; }

    public int Backlog { get; set; }

    public TimeSpan Silence { get; set; }

    /// <summary>A peer as its negotiation presents it.</summary>
    public BrokerPeer Named(string broker, ulong poller = 1, string address = "192.0.2.1:40000") =>
        new(
            Interlocked.Increment(ref lastSession),
            address,
            new ProtocolVersion(3, 0, 1),
            broker,
            poller,
            "Central",
            this
        );
}
