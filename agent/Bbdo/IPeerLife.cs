namespace Forwarder.Agent.Bbdo;

/// <summary>Signs of life of the peer of a session. From any thread.</summary>
internal interface IPeerLife
{
    /// <summary>Bytes read from the connection so far.</summary>
    long ReceivedBytes { get; }

    /// <summary>Bytes that have arrived and were not read yet.</summary>
    int Backlog { get; }

    /// <summary>For how long the agent has been waiting for the next byte; zero while it is not.</summary>
    TimeSpan Silence { get; }
}
