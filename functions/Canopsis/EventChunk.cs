using Forwarder.Functions.Mapping;

namespace Forwarder.Functions.Canopsis;

/// <summary>
/// The events of the next request as one JSON array, kept in order. A chunk is full at the customer's <c>max_buffer_size</c> or at the size that
/// the proxy in front of Canopsis accepts (canopsis-api.md 7).
/// </summary>
internal sealed class EventChunk(int maxEvents, int maxBytes = EventChunk.LargestBodyBytes)
{
    /// <summary>The proxy refuses bodies above 7 MB.</summary>
    public const int LargestBodyBytes = 7_000_000;

    private readonly JsonBuffer json = new();
    private readonly List<int> ends = [];

    public bool IsFull => ends.Count >= maxEvents || IsTooLarge;

    /// <summary>Events of the next request; an event that made the chunk too large waits for the one after.</summary>
    public int SendableCount => IsTooLarge && ends.Count > 1 ? ends.Count - 1 : ends.Count;

    private bool IsTooLarge => json.Length + 1 > maxBytes;

    public MappingResult Add(EventMapper mapper, ReadOnlySpan<byte> line)
    {
        var start = json.Length;
        json.Append(start == 0 ? (byte)'[' : (byte)',');
        var result = mapper.Map(line, json);
        if (result.Verdict == MappingVerdict.Mapped)
        {
            ends.Add(json.Length);
        }
        else
        {
            json.Truncate(start);
        }
        return result;
    }

    /// <summary>The first <paramref name="count"/> events as an array without its closing bracket; valid until the chunk changes.</summary>
    public ReadOnlyMemory<byte> OpenArray(int count) => json.Written[..ends[count - 1]];

    /// <summary>Some of the events, in the given order, as a chunk of their own.</summary>
    public EventChunk Select(IReadOnlyList<int> positions)
    {
        var selected = new EventChunk(maxEvents, maxBytes);
        foreach (var position in positions)
        {
            var start = position == 0 ? 1 : ends[position - 1] + 1;
            selected.AddObject(json.Written.Span[start..ends[position]]);
        }
        return selected;
    }

    /// <summary>Adds an event that is an object for the event route already.</summary>
    public void AddObject(ReadOnlySpan<byte> mapped)
    {
        json.Append(json.Length == 0 ? (byte)'[' : (byte)',');
        json.Append(mapped);
        ends.Add(json.Length);
    }

    public void RemoveFirst(int count)
    {
        if (count == 0)
        {
            return;
        }
        var bytes = ends[count - 1];
        json.RemoveFirst(bytes);
        ends.RemoveRange(0, count);
        for (var i = 0; i < ends.Count; i++)
        {
            ends[i] -= bytes;
        }
        if (ends.Count > 0)
        {
            json.Replace(0, (byte)'[');
        }
    }
}
