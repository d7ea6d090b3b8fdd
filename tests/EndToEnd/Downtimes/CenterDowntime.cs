using System.Text.Json.Nodes;

namespace Forwarder.EndToEnd.Tests.Downtimes;

/// <summary>A downtime of Centreon as an agent forwards each step of its life, in either encoding (bbdo.md 4.2).</summary>
internal sealed record CenterDowntime(int Id, bool IsLegacy = false)
{
    public const long Entry = 1_700_000_000;
    public static readonly long Start = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 3_600;

    public bool IsFixed { get; init; } = true;
    public string Host { get; init; } = "srv";
    public string? Service { get; init; } = "Disk";
    public long Stop { get; init; } = Start + 7_200;
    public string Comment { get; init; } = "changing the disk";

    public string Scheduled => Line();
    public string Started => Line(("started", true), ("actual_start_time", Start + 5));
    public string Ended => Line(("started", true), ("actual_start_time", Start + 5), ("actual_end_time", Start + 50));
    public string Removed =>
        Line(
            ("started", true),
            ("actual_start_time", Start + 5),
            ("actual_end_time", Start + 50),
            ("deletion_time", Start + 51)
        );
    public string Cancelled =>
        Line(("cancelled", true), ("actual_end_time", Start - 50), ("deletion_time", Start - 50));

    /// <summary>Its entity in Canopsis.</summary>
    public string Entity => Service is null ? Host : $"{Service}/{Host}";

    public string NameOf(string publisher, int poller = 3) =>
        $"centreon-downtime-{publisher.Replace('.', '-')}-{poller}-{Id}-{Entry}";

    public string ReferenceName => $"centreon-downtime-{Id}-{Entry}";

    private string Line(params (string Name, JsonNode? Value)[] signs)
    {
        var line = new JsonObject
        {
            ["kind"] = "downtime",
            ["bbdo"] = IsLegacy ? 2 : 3,
            ["category"] = 1,
            ["element"] = IsLegacy ? 5 : 36,
            [IsLegacy ? "internal_id" : "id"] = Id,
            ["instance_id"] = 3,
            ["host_id"] = 10,
            ["type"] = Service is null ? 2 : 1,
            ["author"] = "bob",
            ["comment_data"] = Comment,
            ["entry_time"] = Entry,
            ["start_time"] = Start,
            ["end_time"] = Stop,
            ["duration"] = 600,
        };
        if (Service is not null)
        {
            line["service_id"] = 20;
        }
        if (IsFixed)
        {
            line["fixed"] = true;
        }
        // Absent in the legacy encoding; all-ones in the other, where an agent leaves them out or not.
        foreach (var name in IsLegacy ? [] : new[] { "actual_start_time", "actual_end_time", "deletion_time" })
        {
            line[name] = ulong.MaxValue;
        }
        foreach (var (name, value) in signs)
        {
            line[name] = value;
        }
        line["cache"] = new JsonObject
        {
            ["host"] = new JsonObject { ["name"] = Host },
            ["service"] = Service is null ? null : new JsonObject { ["description"] = Service },
            ["poller"] = "central",
        };
        if (Service is null)
        {
            line["cache"]!.AsObject().Remove("service");
        }
        return line.ToJsonString(
            new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
    }
}
