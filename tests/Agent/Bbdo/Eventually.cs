using System.Diagnostics;

namespace Forwarder.Agent.Tests.Bbdo;

/// <summary>Waits for what other threads do, with a deadline.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    public static async Task TrueAsync(Func<bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Deadline, "the condition did not come true");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
