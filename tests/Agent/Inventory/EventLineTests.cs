using System.Text;
using System.Text.Json;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Inventory;

namespace Forwarder.Agent.Tests.Inventory;

/// <summary>The line of an event in a pack (architecture, "Pack").</summary>
public sealed class EventLineTests
{
    private readonly Town town = new();

    public EventLineTests()
    {
        town.Starts(3, "Lyon");
        town.Tell(
            Wire.Event(
                Ids.Host,
                ("host_id", 15),
                ("name", "hôte \"A\""),
                ("alias", "a\\b"),
                ("address", "10.0.0.1"),
                ("notes_url", "https://wiki.example.test/?a=1&b=2"),
                ("instance_id", 3),
                ("last_time_up", 1700000000),
                ("enabled", true)
            )
        );
        town.Service(15, 47, "Disk /");
    }

    [Fact]
    public void A_status_carries_its_fields_in_order_and_what_is_known_of_its_object()
    {
        town.Joins(15, 20, "Paris", poller: 3);
        town.Joins(15, 4, "Linux", poller: 3);
        town.Tell(
            Wire.Event(
                Ids.ServiceGroupMember,
                ("host_id", 15),
                ("service_id", 47),
                ("servicegroup_id", 1),
                ("name", "Disks"),
                ("poller_id", 3),
                ("enabled", true)
            )
        );
        town.Tell(
            Wire.Event(
                Ids.CustomVariable,
                ("host_id", 15),
                ("service_id", 47),
                ("name", "CRITICALITY_LEVEL"),
                ("value", "2"),
                ("enabled", true)
            )
        );

        Assert.Equal(
            """{"kind":"service_status","bbdo":3,"category":1,"element":29,"host_id":15,"service_id":47,"checked":true,"""
                + "\"state\":2,\"last_time_critical\":1700000100,\"output\":\"CRITICAL\\t\\\"80%\\\"\",\"percent_state_change\":6.25,"
                + "\"last_check\":1700000100,\"cache\":{\"host\":{\"host_id\":15,\"name\":\"hôte \\\"A\\\"\",\"alias\":\"a\\\\b\","
                + "\"address\":\"10.0.0.1\",\"notes_url\":\"https://wiki.example.test/?a=1&b=2\",\"instance_id\":3,"
                + "\"last_time_up\":1700000000},\"service\":{\"host_id\":15,\"service_id\":47,\"description\":\"Disk /\","
                + "\"last_time_critical\":1700000100},\"hostgroups\":[{\"group_id\":4,\"group_name\":\"Linux\"},"
                + "{\"group_id\":20,\"group_name\":\"Paris\"}],\"servicegroups\":[{\"group_id\":1,\"group_name\":\"Disks\"}],"
                + "\"poller\":\"Lyon\",\"severity\":{\"service\":2}}}",
            Line(
                Wire.Event(
                    Ids.ServiceStatus,
                    ("host_id", 15),
                    ("service_id", 47),
                    ("checked", true),
                    ("state", 2),
                    ("last_time_critical", 1700000100),
                    ("output", "CRITICAL\t\"80%\""),
                    ("perfdata", "used=80%"),
                    ("percent_state_change", 6.25),
                    ("latency", 0.5),
                    ("last_check", 1700000100),
                    ("next_check", -1)
                )
            )
        );
    }

    [Fact]
    public void Large_fields_travel_when_event_fields_names_them()
    {
        var line = town.LineOf(
            Wire.Event(Ids.HostStatus, ("host_id", 15), ("perfdata", "rta=1ms"), ("latency", 0.5)),
            "perfdata"
        );

        Assert.Equal("rta=1ms", line.GetProperty("perfdata").GetString());
        Assert.False(line.TryGetProperty("latency", out _));
    }

    [Fact]
    public void Legacy_output_keeps_its_newline_and_fields_without_a_public_name_stay_out()
    {
        var line = town.LineOf(
            Wire.Event(
                Ids.LegacyServiceStatus,
                ("host_id", 15),
                ("service_id", 47),
                ("host_name", "spoofed"),
                ("output", "OK\nsecond\n"),
                ("last_check", 0),
                ("last_update", -1)
            )
        );

        Assert.Equal(2, line.GetProperty("bbdo").GetInt32());
        Assert.Equal(24, line.GetProperty("element").GetInt32());
        Assert.Equal("OK\nsecond\n", line.GetProperty("output").GetString());
        Assert.DoesNotContain(
            line.EnumerateObject(),
            member => member.Name is "host_name" or "last_check" or "last_update"
        );
    }

    [Fact]
    public void Unset_times_of_downtimes_and_acknowledgements_are_left_out()
    {
        var downtime = town.LineOf(
            Wire.Event(
                Ids.Downtime,
                ("id", ulong.MaxValue - 1),
                ("host_id", 15),
                ("type", 2),
                ("actual_start_time", ulong.MaxValue),
                ("deletion_time", ulong.MaxValue),
                ("start_time", 1700000000)
            )
        );
        var legacy = town.LineOf(
            Wire.Event(Ids.LegacyAcknowledgement, ("host_id", 15), ("deletion_time", -1), ("entry_time", 1700000000))
        );
        var alive = town.LineOf(
            Wire.Event(Ids.Acknowledgement, ("host_id", 15), ("deletion_time", ulong.MaxValue), ("sticky", true))
        );

        Assert.Equal(ulong.MaxValue - 1, downtime.GetProperty("id").GetUInt64());
        Assert.Equal(1700000000, downtime.GetProperty("start_time").GetInt64());
        Assert.DoesNotContain(
            downtime.EnumerateObject(),
            member => member.Name is "actual_start_time" or "deletion_time"
        );
        Assert.False(legacy.TryGetProperty("deletion_time", out _));
        Assert.False(alive.TryGetProperty("deletion_time", out _));
        Assert.True(alive.GetProperty("sticky").GetBoolean());
        Assert.False(alive.GetProperty("cache").TryGetProperty("service", out _));
    }

    [Fact]
    public void Control_characters_are_escaped_and_what_is_not_UTF8_is_replaced()
    {
        var line = Line(
            Wire.Event(
                Ids.HostStatus,
                ("host_id", 15),
                ("output", new byte[] { 0x1B, (byte)'[', 0xC3, (byte)'x', 0, 0xE9 })
            )
        );

        Assert.Contains("\"output\":\"\\u001b[\uFFFDx\\u0000\uFFFD\"", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_objects_are_named_by_their_ids()
    {
        var cache = town.LineOf(Wire.Event(Ids.ServiceStatus, ("host_id", 99), ("service_id", 7))).GetProperty("cache");

        Assert.Equal(
            """{"host":{"host_id":99,"name":"99"},"service":{"host_id":99,"service_id":7,"description":"7"}}""",
            cache.GetRawText()
        );

        cache = town.LineOf(Wire.Event(Ids.ServiceStatus, ("host_id", 15), ("service_id", 7))).GetProperty("cache");
        Assert.Equal("hôte \"A\"", cache.GetProperty("host").GetProperty("name").GetString());
        Assert.Equal("7", cache.GetProperty("service").GetProperty("description").GetString());
        Assert.Equal("Lyon", cache.GetProperty("poller").GetString());
    }

    [Theory]
    [InlineData("ba_5", "Online shop")]
    [InlineData("ba_6", "6")]
    [InlineData("ba_ or xba_5", "Online shop")]
    [InlineData("Ping", "_Module_BAM_1")]
    public void A_service_of_the_fake_host_is_shown_under_its_activity(string description, string hostName)
    {
        town.Host(14, "_Module_BAM_1", poller: 3);
        town.Service(14, 30, description);
        town.Tell(Wire.Event(Ids.BusinessActivity, ("ba_id", 5), ("ba_name", "Online shop")));

        var cache = town.LineOf(Wire.Event(Ids.ServiceStatus, ("host_id", 14), ("service_id", 30)))
            .GetProperty("cache");

        Assert.Equal(hostName, cache.GetProperty("host").GetProperty("name").GetString());
        Assert.Equal(description, cache.GetProperty("service").GetProperty("description").GetString());
    }

    [Fact]
    public void The_status_of_an_activity_tells_its_name_and_views()
    {
        town.Tell(Wire.Event(Ids.BusinessActivity, ("ba_id", 5), ("ba_name", "Shop"), ("ba_description", "sells")));
        town.Tell(Wire.Event(Ids.BusinessView, ("bv_id", 2), ("bv_name", "Retail")));
        town.Tell(Wire.Event(Ids.ActivityInView, ("ba_id", 5), ("bv_id", 2)));

        Assert.EndsWith(
            """{"ba":{"ba_id":5,"ba_name":"Shop","ba_description":"sells"},"bvs":[{"bv_id":2,"bv_name":"Retail"}]}}""",
            Line(Wire.Event(Ids.BaStatus, ("ba_id", 5), ("state", 2)))
        );
        Assert.EndsWith("""{"ba":{"ba_id":6,"ba_name":"6"}}}""", Line(Wire.Event(Ids.BaStatus, ("ba_id", 6))));
    }

    [Theory]
    [InlineData(1024 * 1024, "x")]
    [InlineData(1500 * 1000, "é")]
    [InlineData(700 * 1024, "\u0001")]
    public void A_line_above_one_MiB_has_its_long_output_cut_between_characters(int bytes, string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, bytes / Encoding.UTF8.GetByteCount(unit)));
        var received = Wire.Event(Ids.HostStatus, ("host_id", 15), ("output", "short"), ("long_output", text));
        var writer = new EventLineWriter(town.Estate, []);

        var bytesWritten = writer.Write(received, town.Tell(received));

        Assert.InRange(bytesWritten.Length, EventLineWriter.MaxLineBytes - 8, EventLineWriter.MaxLineBytes);
        var line = JsonDocument.Parse(bytesWritten.ToArray()).RootElement;
        Assert.True(line.GetProperty("truncated").GetBoolean());
        Assert.Equal("short", line.GetProperty("output").GetString());
        Assert.StartsWith(line.GetProperty("long_output").GetString()!, text, StringComparison.Ordinal);
        Assert.Equal("Lyon", line.GetProperty("cache").GetProperty("poller").GetString());
        Assert.Equal(1, writer.Truncated);

        var next = Wire.Event(Ids.HostStatus, ("host_id", 15), ("long_output", "fits"));
        Assert.DoesNotContain("truncated", Encoding.UTF8.GetString(writer.Write(next, town.Tell(next))));
    }

    [Fact]
    public void A_line_that_groups_make_too_long_leaves_them_out()
    {
        for (var group = 1ul; group <= 100; group++)
        {
            town.Joins(15, group, new string('g', 20_000), poller: 3);
        }

        var line = town.LineOf(Wire.Event(Ids.HostStatus, ("host_id", 15), ("output", "gone"), ("state", 1)));

        Assert.True(line.GetProperty("truncated").GetBoolean());
        Assert.Equal(1, line.GetProperty("state").GetInt32());
        Assert.False(line.GetProperty("cache").TryGetProperty("hostgroups", out _));
    }

    private string Line(BrokerEvent received) =>
        Encoding.UTF8.GetString(new EventLineWriter(town.Estate, []).Write(received, town.Tell(received)));
}
