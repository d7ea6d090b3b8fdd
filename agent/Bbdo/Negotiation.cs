using System.Text;

namespace Forwarder.Agent.Bbdo;

/// <summary>
/// The first packet of a sender, and the answer to it: the same kind of packet with the same version, which every sender
/// accepts (bbdo 2.2).
/// </summary>
internal sealed record Negotiation(
    ProtocolVersion Version,
    bool IsWelcome,
    IReadOnlyList<string> OfferedExtensions,
    string BrokerName,
    ulong PollerId,
    string PollerName
)
{
    /// <summary>Name under which the agent presents itself.</summary>
    public const string AgentName = "canopsis-agent";

    /// <summary>Protobuf acknowledgements exist since 3.0.1.</summary>
    public bool AcknowledgesInProtobuf => (Version.Major, Version.Minor, Version.Patch).CompareTo((3, 0, 0)) > 0;

    /// <summary>Reads the first event of a session; null when it is not a negotiation.</summary>
    public static Negotiation? Read(BrokerEvent? first) =>
        first is { Type.Kind: EventKind.VersionResponse or EventKind.Welcome }
            ? new Negotiation(
                new ProtocolVersion(
                    (int)first.Int64(Field.Major),
                    (int)first.Int64(Field.Minor),
                    (int)first.Int64(Field.Patch)
                ),
                first.Type.Kind == EventKind.Welcome,
                Text(first, Field.Extensions).Split(' ', StringSplitOptions.RemoveEmptyEntries),
                Text(first, Field.BrokerName),
                first.UInt64(Field.PollerId),
                Text(first, Field.PollerName)
            )
            : null;

    public bool Offers(string extension) => OfferedExtensions.Contains(extension, StringComparer.Ordinal);

    /// <summary>The answer that agrees to <paramref name="extensions"/>, a part of those offered.</summary>
    public byte[] Answer(IReadOnlyList<string> extensions)
    {
        string agreed = string.Join(' ', extensions);
        return IsWelcome
            ? OutgoingPackets.Welcome(Version, agreed, AgentName)
            : OutgoingPackets.VersionResponse(Version, agreed);
    }

    private static string Text(BrokerEvent first, Field field) => Encoding.UTF8.GetString(first.Text(field));
}
