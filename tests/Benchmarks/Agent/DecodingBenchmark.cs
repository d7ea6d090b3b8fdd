using System.Globalization;
using System.Text.Json.Nodes;
using Forwarder.Agent;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Filtering;
using Forwarder.Agent.Inventory;

namespace Forwarder.Benchmarks.Agent;

/// <summary>
/// Service statuses from the bytes of a session to the lines of packs, on one thread, in three stretches, each against what
/// <see cref="Baseline"/> does, by turns in one run. A run whose two sides do not write the same lines is void.
/// </summary>
internal static class DecodingBenchmark
{
    private const int StatusesPerTurn = 400_000;
    private const int LinesCompared = 1_000;

    public static int Run(int rounds, TextWriter report)
    {
        foreach (var services in new[] { 500, 200_000 })
        {
            var session = new EstateSession(services, Math.Max(services, StatusesPerTurn / 2));
            using var ours = new StatusReader(session);
            using var baseline = new BaselineReader(session);
            if (!WriteTheSameLines(ours, baseline))
            {
                report.WriteLine("void: the two sides do not write the same lines");
                return 1;
            }
            foreach (
                var (stretch, left, right) in new (string, Action, Action)[]
                {
                    ("decode                       ", ours.Decode, baseline.Decode),
                    ("decode, enrich               ", ours.Enrich, baseline.Enrich),
                    ("decode, enrich, filter, JSON ", ours.Write, baseline.Write),
                    ("the same, into packs         ", ours.Pack, baseline.Pack),
                }
            )
            {
                Compare($"{services, 7:N0} services, {stretch}", session.Ends.Count, left, right, rounds, report);
            }
        }
        return 0;
    }

    private static void Compare(string name, int events, Action ours, Action baseline, int rounds, TextWriter report)
    {
        ours();
        baseline();
        var left = new List<Turn>();
        var right = new List<Turn>();
        for (var round = 0; round < rounds; round++)
        {
            left.Add(Turn.Of(events, StatusesPerTurn / events, ours));
            right.Add(Turn.Of(events, StatusesPerTurn / events, baseline));
        }
        var (we, they) = (Turn.Median(left), Turn.Median(right));
        report.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {we.PerProcessorSecond, 9:N0}/s, {we.BytesPerEvent, 6:F1} B per event; baseline {they.PerProcessorSecond, 9:N0}/s, {they.BytesPerEvent, 6:F1} B; ratio {we.PerProcessorSecond / they.PerProcessorSecond:F2}"
            )
        );
    }

    private static bool WriteTheSameLines(StatusReader ours, BaselineReader baseline) =>
        ours.Lines(LinesCompared)
            .Zip(baseline.Lines(LinesCompared))
            .All(pair => JsonNode.DeepEquals(JsonNode.Parse(pair.First), JsonNode.Parse(pair.Second)));
}
