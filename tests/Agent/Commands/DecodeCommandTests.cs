using Forwarder.Agent.Commands;
using Forwarder.Agent.Tests.Bbdo;
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
}
