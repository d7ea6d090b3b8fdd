using System.Globalization;
using System.Text;
using Forwarder.Agent.Health;

namespace Forwarder.Agent.Commands;

/// <summary>The agent's report for somebody who wants to know at three in the morning whether anything is lost.</summary>
internal static class StatusView
{
    /// <summary>Several lines, without the last line end.</summary>
    public static string Text(HealthReport report, DateTimeOffset now)
    {
        var text = new StringBuilder();
        Line(text, "agent", $"{report.Status}, version {report.Version}, since {Ago(report.Started, now)}");
        Line(text, "lost", Lost(report));
        WriteSessions(text, report, now);
        WriteEvents(text, report);
        WriteSpool(text, report);
        WriteHub(text, report.Hub, now);
        return text.ToString().TrimEnd();
    }

    private static string Lost(HealthReport report)
    {
        var (packs, law) = (report.Packs, report.Law);
        string[] found =
        [
            .. packs.DroppedOldest > 0
                ? [$"{Number(packs.DroppedOldestEvents)} events, dropped because the spool was full"]
                : (string[])[],
            .. law.Holds
                ? (string[])[]
                :
                [
                    $"{Number(law.UnaccountedEvents)} events received and {Number(law.UnaccountedSpooled)} spooled are not accounted for",
                ],
        ];
        return found.Length == 0 ? "nothing" : string.Join("; ", found);
    }

    private static void WriteSessions(StringBuilder text, HealthReport report, DateTimeOffset now)
    {
        Line(text, "brokers", report.Sessions.Count == 0 ? "none is connected" : $"{report.Sessions.Count} connected");
        foreach (var session in report.Sessions)
        {
            var name = session.Broker.Length > 0 ? $"{session.Broker} of {session.Poller}" : "unnamed";
            var duplicates =
                session.Duplicates > 0 ? $", {Number(session.Duplicates)} of them forwarded by another session" : "";
            Line(
                text,
                "",
                $"{session.Address} {name}, since {Ago(session.Started, now)}: {Number(session.Accepted)} events{duplicates}, "
                    + $"{Number(session.Accepted - session.Committed)} not covered by a commit yet"
            );
        }
    }

    private static void WriteEvents(StringBuilder text, HealthReport report)
    {
        var events = report.Events;
        Line(
            text,
            "events",
            $"received {Number(events.Received)} + synthesized {Number(events.Synthesized)} {(report.Law.Holds ? "=" : "≠")} "
                + $"filtered {Number(events.Filtered.Values.Sum())} + undecodable {Number(events.Undecodable)} + held {Number(events.Held)} "
                + $"+ open {Number(events.Open)} + spooled {Number(events.Spooled)}"
        );
        Counts(text, "filtered", events.Filtered);
        Counts(text, "forwarded", report.Forwarded);
        var rates = report.Rates;
        Line(
            text,
            "rates",
            $"received {Rate(rates.Received)}/s, spooled {Rate(rates.Spooled)}/s, published {Rate(rates.Published)}/s over {rates.Seconds:0} s"
        );
    }

    private static void WriteSpool(StringBuilder text, HealthReport report)
    {
        var (packs, spool) = (report.Packs, report.Spool);
        var oldest = spool.OldestAgeSeconds is { } age ? $", the oldest for {Age(TimeSpan.FromSeconds(age))}" : "";
        var free = spool.DiskFreeBytes is { } bytes ? $", {Number(bytes)} free on its disk" : "";
        Line(
            text,
            "spool",
            $"{spool.State}: {Number(packs.PendingEvents)} events in {Number(packs.Pending)} packs wait{oldest}; "
                + $"{Number(packs.PendingBytes)} of {Number(spool.MaxBytes)} bytes{free}"
        );
        if (packs.SetAside > 0)
        {
            Line(
                text,
                "",
                $"{Number(packs.SetAsideEvents)} events in {Number(packs.SetAside)} packs are set aside: the hub refuses them for ever"
            );
        }
    }

    private static void WriteHub(StringBuilder text, HealthReport.HubReport hub, DateTimeOffset now)
    {
        var last = hub.LastPublished is { } at ? $"last pack stored {Ago(at, now)}" : "no pack stored yet";
        Line(text, "hub", $"{hub.Host}/{hub.Hub} as {hub.Publisher}: {last}");
        if (hub.FailingSince is { } since)
        {
            Line(text, "", $"failing since {Ago(since, now)}, {hub.FailedAttempts} attempts: {hub.LastError}");
        }
        if (hub is { TokenExpires: { } end, TokenDaysLeft: { } days })
        {
            Line(text, "token", $"until {end:yyyy-MM-dd HH:mm} UTC, {Math.Floor(days)} days");
        }
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

    private static string Rate(double rate) => rate.ToString("#,0.#", CultureInfo.InvariantCulture);

    private static string Ago(DateTimeOffset then, DateTimeOffset now) =>
        $"{then.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC ({Age(now - then)} ago)";

    private static string Age(TimeSpan age) =>
        age.TotalDays >= 1 ? $"{(int)age.TotalDays} d {age.Hours} h"
        : age.TotalHours >= 1 ? $"{age.Hours} h {age.Minutes} min"
        : age.TotalMinutes >= 1 ? $"{age.Minutes} min {age.Seconds} s"
        : $"{Math.Max(0, age.Seconds)} s";
}
