namespace Forwarder.Agent.Publishing;

/// <summary>What was published since the start; read from any thread.</summary>
internal sealed class PublishingCounters
{
    private long packs;
    private long bytes;
    private long retries;

    public long Packs => Volatile.Read(ref packs);

    public long Bytes => Volatile.Read(ref bytes);

    public long Retries => Volatile.Read(ref retries);

    public void CountPublished(int packBytes)
    {
        Interlocked.Increment(ref packs);
        Interlocked.Add(ref bytes, packBytes);
    }

    public void CountRetry() => Interlocked.Increment(ref retries);
}
