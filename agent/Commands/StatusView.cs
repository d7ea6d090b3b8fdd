using System.Globalization;
using System.Text;
using Forwarder.Agent.Health;

namespace Forwarder.Agent.Commands;

/// <summary>The agent's report for somebody who wants to know at three in the morning whether anything is lost.</summary>
internal static class StatusView
{
    /// <summary>Whether the agent can take, keep and publish events.</summary>
    public static bool IsWell(HealthReport report) => report.Status == "ok";

    /// <summary>Several lines, without the last line end.</summary>
    public static string Text(HealthReport report, DateTimeOffset now)
    {
        var text = new StringBuilder();
        Line(text, "agent", $"{report.Status}, version {report.Version}");
        Line(text, "brokers", report.Sessions.Count == 0 ? "none is connected" : $"{report.Sessions.Count} connected");
        foreach (var session in report.Sessions)
        {
            var name = session.Broker.Length > 0 ? $"{session.Broker} of {session.Poller}" : "unnamed";
            Line(
                text,
                "",
                $"{session.Address} {name}, {Age(now - session.Started)}: {Number(session.Accepted)} events, "
                    + $"{Number(session.Accepted - session.Committed)} not acknowledged yet, {Number(session.Duplicates)} forwarded by another session"
            );
        }
        var events = report.Events;
        var filtered = events.Filtered.Values.Sum();
        var sum = filtered + events.Undecodable + events.Held + events.Open + events.Spooled;
        Line(
            text,
            "events",
            $"received {Number(events.Received)} + synthesized {Number(events.Synthesized)} "
                + $"{(events.Received + events.Synthesized == sum ? "=" : "≠")} filtered {Number(filtered)} + undecodable {Number(events.Undecodable)} "
                + $"+ held {Number(events.Held)} + open {Number(events.Open)} + spooled {Number(events.Spooled)}"
        );
        Counts(text, "filtered", events.Filtered);
        Counts(text, "forwarded", report.Forwarded);
        var packs = report.Packs;
        Line(
            text,
            "published",
            $"{Number(packs.PublishedEvents)} events in {Number(packs.Published)} packs, {Number(packs.Bytes)} bytes, {Number(packs.Retries)} attempts failed"
        );
        Line(
            text,
            "waiting",
            $"{Number(packs.PendingEvents)} events in {Number(packs.Pending)} packs, {Number(packs.PendingBytes)} bytes"
        );
        return text.ToString().TrimEnd();
    }

    private static void Counts(StringBuilder text, string what, IReadOnlyDictionary<string, long> counts)
    {
        if (counts.Count > 0)
        {
            var largestFirst = counts.OrderByDescending(entry => entry.Value);
            Line(text, what, string.Join(", ", largestFirst.Select(entry => $"{entry.Key} {Number(entry.Value)}")));
        }
    }

    private static void Line(StringBuilder text, string what, string value) =>
        text.AppendLine(CultureInfo.InvariantCulture, $"{what, -10} {value}");

    private static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Age(TimeSpan age) =>
        age.TotalDays >= 1 ? $"for {(int)age.TotalDays} d {age.Hours} h"
        : age.TotalHours >= 1 ? $"for {age.Hours} h {age.Minutes} min"
        : age.TotalMinutes >= 1 ? $"for {age.Minutes} min"
        : $"for {Math.Max(0, age.Seconds)} s";
}
