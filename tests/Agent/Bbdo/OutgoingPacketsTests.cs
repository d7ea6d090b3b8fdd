using System.Text.Json;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Tests.Bbdo;

public sealed class OutgoingPacketsTests
{
    public static TheoryData<string, string> Frames
    {
        get
        {
            var frames = new TheoryData<string, string>();
            foreach (string file in Vectors.Files("bbdo", "agent-frames.json"))
            {
                using var document = JsonDocument.Parse(File.ReadAllBytes(file));
                foreach (JsonElement frame in document.RootElement.GetProperty("frames").EnumerateArray())
                {
                    frames.Add(frame.GetProperty("what").GetString()!, frame.GetProperty("hex").GetString()!);
                }
            }

            return frames;
        }
    }

    [Theory]
    [MemberData(nameof(Frames))]
    public void The_agent_sends_these_bytes_and_accepts_a_stop(string what, string hex)
    {
        byte[] frame = Convert.FromHexString(hex);
        ReadOnlyMemory<byte> bytes = frame;
        var reader = new EventReader(new ManualClock());
        Assert.True(reader.TryRead(ref bytes, out ReceivedEvent received));
        Assert.NotNull(reader.Decoded);
        Assert.Equal(0, reader.Counted);

        byte[]? sent = received.Id switch
        {
            ProtocolIds.VersionResponse => OutgoingPackets.VersionResponse(Version(reader.Decoded), Extensions(what)),
            ProtocolIds.Welcome => OutgoingPackets.Welcome(Version(reader.Decoded), Extensions(what), "edge-agent"),
            ProtocolIds.LegacyAcknowledgement => OutgoingPackets.Acknowledgement(Events(what), inProtobuf: false),
            ProtocolIds.Acknowledgement => OutgoingPackets.Acknowledgement(Events(what), inProtobuf: true),
            _ => null,
        };
        if (sent is null)
        {
            Assert.True(received.Id is ProtocolIds.Stop or ProtocolIds.LegacyStop);
        }
        else
        {
            Assert.Equal(hex, Convert.ToHexStringLower(sent));
        }
    }

    [Fact]
    public void The_checksum_is_that_of_the_specification()
    {
        Assert.Equal(0x906E, Crc16.Compute("123456789"u8));
        Assert.Equal(0x65FE, Crc16.Compute(Convert.FromHexString("000e000200010000000100000001")));
    }

    private static ProtocolVersion Version(BrokerEvent decoded) =>
        new((int)decoded.Int64(Field.Major), (int)decoded.Int64(Field.Minor), (int)decoded.Int64(Field.Patch));

    private static string Extensions(string what) =>
        what.Contains("COMPRESSION", StringComparison.Ordinal) ? "COMPRESSION" : "";

    // "ack (v2) of 1000 events"
    private static uint Events(string what) =>
        uint.Parse(what.Split(" of ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
}
