using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Forwarder.Faults.Tests.Parts;

/// <summary>What one Canopsis received, object by object: what is missing, came again, came in another order.</summary>
internal sealed class Deliveries(Canopsis canopsis)
{
    private readonly Dictionary<string, ObjectArrivals> objects = new(StringComparer.Ordinal);
    private int read;
    private int missing;

    /// <summary>Accepted events that had arrived before.</summary>
    public int Duplicates { get; private set; }

    /// <summary>Events that arrived for the first time after a later one of their object.</summary>
    public int OutOfOrder { get; private set; }

    /// <summary>Events that nobody published, except the forwarder's own probes.</summary>
    public int Strange { get; private set; }

    /// <summary>In which request each event arrived for the first time: its order among all from 1 on.</summary>
    public List<(PublishedEvent Event, int Request)> First { get; } = [];

    /// <summary>What arrives from now on, where others' events have arrived before.</summary>
    public static async Task<Deliveries> OfNewAsync(Canopsis canopsis)
    {
        var before = await canopsis.ArrivedAsync(0, 0, TimeSpan.Zero);
        return new Deliveries(canopsis) { read = before.GetProperty("events").GetInt32() };
    }

    public void Expect(IEnumerable<PublishedEvent> events)
    {
        foreach (var one in events)
        {
            if (!objects.TryGetValue(one.Object, out var arrivals))
            {
                objects[one.Object] = arrivals = new ObjectArrivals();
            }
            arrivals.Expected.Add(one.Number, one);
            missing++;
        }
    }

    /// <summary>Ends when everything expected has arrived.</summary>
    /// <exception cref="TimeoutException">Something is missing.</exception>
    public async Task CompleteAsync(TimeSpan limit)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            await ReadAsync();
            if (missing == 0)
            {
                return;
            }
            var rest = limit - watch.Elapsed;
            if (rest <= TimeSpan.Zero)
            {
                throw new TimeoutException(
                    $"{missing} events have not arrived after {limit}; the first of them: {FirstMissing()}"
                );
            }
            await canopsis.ArrivedAsync(0, read + 1, rest);
        }
    }

    /// <summary>Reads what has arrived since.</summary>
    public async Task ReadAsync()
    {
        await foreach (var line in canopsis.LinesAsync($"/simulator/received?from={read + 1}"))
        {
            read++;
            if (line.GetProperty("accepted").GetBoolean())
            {
                Take(line.GetProperty("body"), line.GetProperty("request").GetInt32());
            }
        }
    }

    /// <summary>The time from its publication to its arrival, of each event.</summary>
    public async Task<IReadOnlyList<TimeSpan>> TimesAsync()
    {
        var first = First.Min(arrival => arrival.Request);
        var times = new List<DateTimeOffset>();
        await foreach (var request in canopsis.LinesAsync($"/simulator/requests?from={first}"))
        {
            times.Add(request.GetProperty("time").GetDateTimeOffset());
        }
        return [.. First.Select(arrival => times[arrival.Request - first] - arrival.Event.Published)];
    }

    private void Take(JsonElement body, int request)
    {
        var component = body.GetProperty("component").GetString()!;
        if (component == "canopsis-forwarder")
        {
            return;
        }
        var resource = body.GetProperty("resource").GetString();
        var number = int.Parse(body.GetProperty("output").GetString()!.Split(' ')[0], CultureInfo.InvariantCulture);
        if (!objects.TryGetValue($"{component}/{resource}", out var arrivals))
        {
            Strange++;
            return;
        }
        if (arrivals.Expected.Remove(number, out var one))
        {
            missing--;
            OutOfOrder += number < arrivals.Latest ? 1 : 0;
            arrivals.Latest = Math.Max(number, arrivals.Latest);
            First.Add((one, request));
        }
        else
        {
            Duplicates++;
        }
    }

    private string FirstMissing() =>
        objects
            .Where(one => one.Value.Expected.Count > 0)
            .Select(one => $"{one.Key} number {one.Value.Expected.Keys.Min()}")
            .First();

    private sealed class ObjectArrivals
    {
        public Dictionary<int, PublishedEvent> Expected { get; } = [];

        public int Latest { get; set; } = -1;
    }
}
