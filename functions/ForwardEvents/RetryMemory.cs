namespace Forwarder.Functions.ForwardEvents;

/// <summary>
/// How far each pack got in earlier attempts of the same invocation, so that a retry goes on instead of starting again. Only ever saves work:
/// losing it (another instance, a restart, too many invocations at once) means that events are sent twice.
/// </summary>
internal sealed class RetryMemory(int invocations = RetryMemory.MostInvocations)
{
    /// <summary>More than the partitions that one instance can own.</summary>
    private const int MostInvocations = 128;

    private readonly Lock gate = new();
    private readonly Dictionary<string, PackProgress> running = new(StringComparer.Ordinal);
    private readonly Queue<string> oldest = new();

    /// <param name="invocationId">Empty when the caller is no Functions host: then nothing is remembered.</param>
    public PackProgress Of(string invocationId)
    {
        if (invocationId.Length == 0)
        {
            return new PackProgress();
        }
        lock (gate)
        {
            if (!running.TryGetValue(invocationId, out var progress))
            {
                while (oldest.Count >= invocations)
                {
                    running.Remove(oldest.Dequeue());
                }
                running.Add(invocationId, progress = new PackProgress());
                oldest.Enqueue(invocationId);
            }
            return progress;
        }
    }
}
