using Azure;
using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Downtimes;
using Forwarder.Functions.Mapping.Downtimes;

namespace Forwarder.Functions.Tests.Downtimes;

/// <summary>Downtimes as agents announce them.</summary>
internal static class TestDowntimes
{
    public static readonly PublisherId Publisher = new("acme", "paris");

    /// <summary>Before the window of <see cref="Line"/>.</summary>
    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_000);

    public const string Name = "centreon-downtime-acme-paris-2-8-100";
    public const string ReferenceName = "centreon-downtime-8-100";

    /// <summary>A fixed downtime of a service.</summary>
    /// <param name="signs">Members that say how far it is.</param>
    public static string Line(long id = 8, string signs = "", long start = 2_000, long stop = 3_000)
    {
        var cache = "{\"host\":{\"name\":\"srv\"},\"service\":{\"description\":\"Disk " + id + "\"}}";
        return $$"""{"kind":"downtime","bbdo":3,"id":{{id}},"instance_id":2,"host_id":10,"service_id":20,"type":1,"author":"bob","comment_data":"disk","entry_time":100,"start_time":{{start}},"end_time":{{stop}},"duration":50,"fixed":true{{signs}},"cache":{{cache}}}""";
    }

    public const string Started = ",\"actual_start_time\":2001,\"started\":true";
    public const string Ended = Started + ",\"actual_end_time\":3000";
    public const string Removed = Ended + ",\"deletion_time\":3001";

    public static Downtime Read(string line, DowntimeOptions? options = null) =>
        new DowntimeMapper(options ?? new DowntimeOptions()).Map(System.Text.Encoding.UTF8.GetBytes(line), Publisher)!;

    public static EventPosition At(long sequence, string epoch = "0f8a") => new(epoch, sequence, 1);

    public static StoredDowntime Stored(DesiredDowntime row) => new(row, new ETag("1"));
}
