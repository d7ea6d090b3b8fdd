namespace Forwarder.Agent.Bbdo;

/// <summary>A broker that listens, to which the agent connects (bbdo 2.1, topology C).</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">Port of its BBDO server output.</param>
internal sealed record ConnectorSettings(string Host, int Port)
{
    /// <summary>Longest delay between two attempts; the first ones come sooner (bbdo 2.6).</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>From the attempt to the connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
