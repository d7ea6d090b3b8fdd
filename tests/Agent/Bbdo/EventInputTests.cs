using System.IO.Pipelines;
using Forwarder.Agent.Bbdo;

namespace Forwarder.Agent.Tests.Bbdo;

public sealed class EventInputTests
{
    [Fact]
    public async Task The_end_of_a_session_is_no_silence_that_completes_a_fragment()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        byte[] fragment = TestPackets.Service(1, 2, bytes: 65535);
        Assert.Equal(65535, fragment.Length);
        await pipe.Writer.WriteAsync(
            TestPackets.Packet(TestPackets.ServiceStatus, fragment),
            TestContext.Current.CancellationToken
        );
        var input = new EventInput(pipe.Reader.AsStream(), new ManualClock());
        using var end = new CancellationTokenSource();
        Task<bool> waiting = ReadAsync(input, end.Token);
        Assert.False(waiting.IsCompleted);

        await end.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.False(input.TryNext(out _));
    }

    // Until an event is there or the wait is cancelled.
    private static async Task<bool> ReadAsync(EventInput input, CancellationToken cancellationToken)
    {
        while (!input.TryNext(out _))
        {
            await input.FillAsync(cancellationToken);
        }

        return true;
    }
}
