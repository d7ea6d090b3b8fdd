using System.Globalization;
using System.Text.Json;
using Forwarder.Contracts.Packs;

namespace Forwarder.Faults.Tests;

/// <summary>Compares what the broker sent with what the hub has stored, event by event and per object in order.</summary>
internal sealed class Arrivals
{
    private readonly Dictionary<(long Host, long Service), List<long>> expected = [];
    private readonly Dictionary<(long Host, long Service), int> next = [];
    private readonly Dictionary<(long Host, long Service), int> acknowledged = [];
    private readonly Dictionary<(string Epoch, long Sequence), byte[]?> packs = [];
    private readonly Dictionary<string, long> lastSequence = new(StringComparer.Ordinal);

    /// <param name="statusesFile">What the broker replay wrote with <c>--statuses-file</c>.</param>
    /// <param name="acknowledgedEvents">How many of these the agent has acknowledged; null: all.</param>
    public Arrivals(string statusesFile, long? acknowledgedEvents = null)
    {
        foreach (var line in File.ReadLines(statusesFile))
        {
            var parts = line.Split(' ').Select(part => long.Parse(part, CultureInfo.InvariantCulture)).ToArray();
            var key = (parts[0], parts[1]);
            if (!expected.TryGetValue(key, out var checks))
            {
                expected[key] = checks = [];
            }
            checks.Add(parts[2]);
            Sent++;
            if (acknowledgedEvents is not { } limit || Sent <= limit)
            {
                acknowledged[key] = checks.Count;
            }
        }
    }

    public int Sent { get; }

    /// <summary>Acknowledged events that have not arrived; 0.</summary>
    public int Lost => acknowledged.Sum(known => Math.Max(0, known.Value - next.GetValueOrDefault(known.Key)));

    /// <summary>Different events that have arrived.</summary>
    public int Arrived => next.Values.Sum();

    /// <summary>
    /// Events that arrived again in another pack: their broker sent them again because a kill came before the
    /// acknowledgement, or the agent did, whole what it had sent in parts.
    /// </summary>
    public int RepeatedEvents { get; private set; }

    /// <summary>Packs that arrived again: a kill or an unknown answer came before their row was gone.</summary>
    public int RepeatedPacks { get; private set; }

    /// <summary>Packs that arrived in parts, because the hub found them too large.</summary>
    public int SplitPacks { get; private set; }

    /// <summary>Events that overtook an earlier one of their object, as text; empty.</summary>
    public List<string> OutOfOrder { get; } = [];

    public void Take(byte[] body)
    {
        using var pack = PackReader.Open(body);
        var (epoch, sequence) = (pack.Header.Epoch, pack.Header.Sequence);
        var isNote = IsNote(pack);
        if (packs.TryGetValue((epoch, sequence), out var known))
        {
            // What was sent in parts has left a note under its number: the functions take neither after the other.
            Assert.True(known is null || isNote || body.AsSpan().SequenceEqual(known), $"{epoch}/{sequence} differs");
            RepeatedPacks++;
            return;
        }
        packs[(epoch, sequence)] = isNote ? null : body;
        SplitPacks += isNote ? 1 : 0;
        Assert.Equal(lastSequence.GetValueOrDefault(epoch) + 1, sequence);
        lastSequence[epoch] = sequence;
        foreach (var line in pack)
        {
            using var json = JsonDocument.Parse(line);
            var kind = json.RootElement.GetProperty("kind").GetString();
            if (kind is "host_status" or "service_status")
            {
                Take(json.RootElement);
            }
        }
    }

    private void Take(JsonElement status)
    {
        var key = (Number(status, "host_id"), Number(status, "service_id"));
        var check = Number(status, "last_check");
        var at = next.GetValueOrDefault(key);
        var place = expected[key].BinarySearch(check);
        if (place == at)
        {
            next[key] = at + 1;
        }
        else if (place >= 0 && place < at)
        {
            RepeatedEvents++;
        }
        else
        {
            OutOfOrder.Add($"{key}: check {check} is number {place}, expected was {at}");
        }
    }

    private static bool IsNote(PackContent pack)
    {
        var lines = pack.GetEnumerator();
        return lines.MoveNext() && lines.Current.Span.SequenceEqual("""{"kind":"split"}"""u8);
    }

    private static long Number(JsonElement status, string name) =>
        status.TryGetProperty(name, out var value) ? value.GetInt64() : 0;
}
