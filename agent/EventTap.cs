using System.Threading.Channels;

namespace Forwarder.Agent;

/// <summary>Shows the lines of events as they leave to any number of watchers; a slow one misses lines, the pipeline never waits.</summary>
internal sealed class EventTap
{
    private const int MostWaitingLines = 1000;

    private readonly Lock gate = new();
    private volatile Channel<byte[]>[] watchers = [];

    /// <summary>False costs the pipeline one comparison per event.</summary>
    public bool IsWatched => watchers.Length > 0;

    /// <summary>Takes a line, valid during the call.</summary>
    public void Offer(ReadOnlySpan<byte> line)
    {
        var copy = line.ToArray();
        foreach (var watcher in watchers)
        {
            watcher.Writer.TryWrite(copy);
        }
    }

    /// <summary>The lines from now on, until the enumeration ends.</summary>
    public async IAsyncEnumerable<byte[]> WatchAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop
    )
    {
        var mine = Channel.CreateBounded<byte[]>(
            new BoundedChannelOptions(MostWaitingLines) { FullMode = BoundedChannelFullMode.DropWrite }
        );
        lock (gate)
        {
            watchers = [.. watchers, mine];
        }
        try
        {
            await foreach (var line in mine.Reader.ReadAllAsync(stop))
            {
                yield return line;
            }
        }
        finally
        {
            lock (gate)
            {
                watchers = [.. watchers.Where(other => other != mine)];
            }
        }
    }
}
