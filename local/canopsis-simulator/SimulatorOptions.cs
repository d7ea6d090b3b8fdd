using Forwarder.Simulator.Api;
using Forwarder.Simulator.Tls;

namespace Forwarder.Simulator;

/// <summary>How one simulated Canopsis behaves from its start.</summary>
internal sealed record SimulatorOptions
{
    /// <summary>Port on loopback; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>API key of the user with every right.</summary>
    public required string AuthKey { get; init; }

    /// <summary>API key of a user who may read but not send events; none without it.</summary>
    public string? ReaderAuthKey { get; init; }

    /// <summary>Further users, each with an API key and rights of its own.</summary>
    public IReadOnlyList<User> Users { get; init; } = [];

    /// <summary>Password of user <c>root</c> for Basic authentication; none without it.</summary>
    public string? Password { get; init; }

    /// <summary>Delay of each answer, as a round trip through a network would cause it.</summary>
    public TimeSpan RoundTrip { get; init; }

    /// <summary>Whether it speaks TLS, and with what certificate.</summary>
    public CertificateKind Tls { get; init; }

    /// <summary>Version to behave like: its first two numbers decide; a word such as <c>new</c> is the development line.</summary>
    public string Version { get; init; } = "24.10.1";

    /// <summary>
    /// Number of events whose bodies are kept, the newest ones, within 1 KiB for each of them; everything else is remembered
    /// of all events.
    /// </summary>
    public int KeepBodies { get; init; } = 1_000_000;
}
