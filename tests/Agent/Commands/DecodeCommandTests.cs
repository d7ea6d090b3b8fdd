using System.Buffers.Binary;
using System.IO.Compression;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Commands;
using Forwarder.Agent.Tests.Bbdo;
using Forwarder.Agent.Tests.Inventory;
using static Forwarder.Agent.Tests.Bbdo.TestPackets;

namespace Forwarder.Agent.Tests.Commands;

public sealed class DecodeCommandTests
{
    [Fact]
    public async Task A_missing_file_is_exit_code_2()
    {
        int exitCode = await DecodeCommand
            .Create()
            .Parse(["no-such-recording.bin"])
            .InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(ExitCodes.Unusable, exitCode);
    }

    [Fact]
    public async Task Counts_say_what_could_not_be_read()
    {
        byte[] recording =
        [
            .. Packet(ServiceStatus, Service(1, 2)),
            .. "garbage"u8,
            .. Packet(65776, [1]),
            .. Packet(HostStatus, [0x08]),
            .. Packet(ServiceStatus, Service(1, 2, 70_000).AsSpan(0, 65535)),
            .. Packet(HostStatus, Host(1)).AsSpan(0, 10),
        ];
        using var lines = new MemoryStream();

        DecodeCounts counts = await SessionDump.RunAsync(
            new MemoryStream(recording),
            lines,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(1, counts.Events["ServiceStatus"]);
        Assert.Equal(1, counts.Unknown[65776]);
        Assert.Equal(1, counts.Undecodable[HostStatus]);
        Assert.Equal(3, counts.ToAcknowledge);
        Assert.Equal((1L, 7L), (counts.SkippedRuns, counts.SkippedBytes));
        Assert.Equal((10L, 1L), (counts.IncompleteTailBytes, counts.IncompleteEvents));
    }

    [Fact]
    public async Task Text_that_is_not_utf8_is_shown_with_replacements()
    {
        using var lines = new MemoryStream();

        await SessionDump.RunAsync(
            new MemoryStream(Packet(HostStatus, [0x08, 1, 0x62, 3, 0x41, 0xFF, 0x0A])),
            lines,
            TestContext.Current.CancellationToken
        );

        Assert.Contains(
            "\"output\":\"A\uFFFD\\n\"",
            System.Text.Encoding.UTF8.GetString(lines.ToArray()),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_recording_whose_first_packet_behind_the_negotiation_is_damaged_is_read_on(bool isCompressed)
    {
        byte[] welcome = Packet(ProtocolIds.Welcome, [0x0A, 4, 8, 3, 0x18, 1, 0x12, 11, .. "COMPRESSION"u8, 0x18, 1]);
        byte[][] sent = [.. Enumerable.Range(1, 3).Select(host => Packet(HostStatus, Host(host)))];
        byte[][] parts = isCompressed ? [.. sent.Select(Frame)] : sent;
        parts[0][isCompressed ? 9 : 0] ^= 0x10;

        DecodeCounts counts = await SessionDump.RunAsync(
            new MemoryStream([.. welcome, .. parts.SelectMany(part => part)]),
            Stream.Null,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(2, counts.Events["HostStatus"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_value_of_a_password_is_not_shown(bool isPassword)
    {
        using var lines = new MemoryStream();
        byte[] variable = Wire.Payload(
            EventCatalogue.Find(Ids.CustomVariable)!,
            new Dictionary<string, object>
            {
                ["host_id"] = 1,
                ["name"] = "SNMP",
                ["value"] = "s3cret",
                ["default_value"] = "s3cret",
                ["password"] = isPassword,
            }
        );

        await SessionDump.RunAsync(
            new MemoryStream(Packet(Ids.CustomVariable, variable)),
            lines,
            TestContext.Current.CancellationToken
        );

        string shown = System.Text.Encoding.UTF8.GetString(lines.ToArray());
        Assert.Contains(isPassword ? "\"value\":\"***\"" : "\"value\":\"s3cret\"", shown, StringComparison.Ordinal);
        Assert.Equal(!isPassword, shown.Contains("s3cret", StringComparison.Ordinal));
    }

    private static byte[] Frame(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(content);
        }
        byte[] frame = new byte[8 + compressed.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)compressed.Length + 4);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), (uint)content.Length);
        compressed.ToArray().CopyTo(frame, 8);
        return frame;
    }
}
