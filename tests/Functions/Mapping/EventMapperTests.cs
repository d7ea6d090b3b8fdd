using System.Text;
using System.Text.Json.Nodes;
using Forwarder.Functions.Mapping;

namespace Forwarder.Functions.Tests.Mapping;

/// <summary>The rules that the recorded cases of the reference connector do not reach.</summary>
public sealed class EventMapperTests
{
    private static readonly MappingOptions Defaults = new()
    {
        Connector = "centreon-stream"u8.ToArray(),
        ConnectorName = "fallback"u8.ToArray(),
    };

    [Fact]
    public void Members_with_default_values_may_be_missing()
    {
        var mapped = Map(
            """{"kind":"service_status","bbdo":3,"host_id":15,"service_id":47,"cache":{"host":{"name":"srv"},"service":{"description":"Cpu"}}}"""
        );

        AssertSame(
            """
            {"event_type":"check","source_type":"resource","connector":"centreon-stream","connector_name":"fallback",
             "component":"srv","resource":"Cpu","host_id":"15","service_id":"47","state":0,"timestamp":0,"output":"","long_output":"",
             "notes_url":"","action_url":"","hostgroups":[],"servicegroups":[]}
            """,
            mapped
        );
    }

    [Fact]
    public void Members_may_come_in_any_order_with_unknown_ones_between()
    {
        var mapped = Map(
            """
            {"cache":{"severity":{"host":2},"new":{"name":"no"},"poller":"p","host":{"alias":"no","name":"srv","icons":[{"name":"no"}]}},
             "state":1,"cached":{"state":7},"last_check":1,"output":"o","host_id":1,"bbdo":3,"later":[1,{"kind":"no"}],"kind":"host_status"}
            """
        );

        Assert.Equal(
            ("srv", "p", 3),
            ((string)mapped["component"]!, (string)mapped["connector_name"]!, (int)mapped["state"]!)
        );
    }

    [Fact]
    public void An_object_without_name_is_called_by_its_id()
    {
        var mapped = Map("""{"kind":"service_status","bbdo":3,"host_id":15,"service_id":47}""");

        Assert.Equal(("15", "47"), ((string)mapped["component"]!, (string)mapped["resource"]!));
    }

    [Fact]
    public void A_legacy_event_without_any_check_time_has_no_timestamp()
    {
        Assert.False(Map("""{"kind":"host_status","bbdo":2,"host_id":1}""").ContainsKey("timestamp"));
        Assert.Equal(7, (int)Map("""{"kind":"host_status","bbdo":2,"host_id":1,"last_update":7}""")["timestamp"]!);
    }

    [Theory]
    [InlineData("", "ack")]
    [InlineData(",\"deletion_time\":0", "ack")]
    [InlineData(",\"deletion_time\":-1", "ack")]
    [InlineData(",\"deletion_time\":4294967295", "ack")]
    [InlineData(",\"deletion_time\":18446744073709551615", "ack")]
    [InlineData(",\"deletion_time\":1795294027", "ackremove")]
    public void An_acknowledgement_is_removed_only_by_a_true_deletion_time(string member, string type)
    {
        foreach (var bbdo in new[] { 2, 3 })
        {
            var mapped = Map($$"""{"kind":"acknowledgement","bbdo":{{bbdo}},"host_id":1,"entry_time":5{{member}}}""");

            Assert.Equal((type, 5), ((string)mapped["event_type"]!, (int)mapped["timestamp"]!));
        }
    }

    [Theory]
    [InlineData("", "component", "", 3)]
    [InlineData(",\"type\":0,\"service_id\":47", "component", "", 3)]
    [InlineData(",\"type\":1", "component", "", 3)]
    [InlineData(",\"type\":1,\"service_id\":47", "resource", "Cpu", 1)]
    public void An_acknowledgement_is_of_a_service_by_type_and_id(
        string members,
        string source,
        string resource,
        int state
    )
    {
        var mapped = Map(
            """{"kind":"acknowledgement","bbdo":2,"host_id":1,"state":1,"author":"admin","comment_data":"on it\nnow"MEMBERS,"cache":{"host":{"name":"srv"},"service":{"description":"Cpu"}}}""".Replace(
                "MEMBERS",
                members,
                StringComparison.Ordinal
            )
        );

        Assert.Equal(
            (source, resource, state),
            ((string)mapped["source_type"]!, (string)mapped["resource"]!, (int)mapped["state"]!)
        );
        Assert.Equal(
            ("admin", "on it\nnow", "on it\nnow"),
            ((string)mapped["author"]!, (string)mapped["output"]!, (string)mapped["long_output"]!)
        );
    }

    [Theory]
    [InlineData("{\"kind\":\"downtime\",\"host_id\":1}", nameof(EventKind.Downtime))]
    [InlineData("{\"kind\":\"ba_status\",\"state\":1}", nameof(EventKind.BaStatus))]
    [InlineData("{\"kind\":\"heartbeat\",\"state\":{\"host_id\":\"text\"},\"cache\":7}", nameof(EventKind.Heartbeat))]
    [InlineData("{\"kind\":\"of_tomorrow\",\"output\":12,\"cache\":[]}", nameof(EventKind.Unknown))]
    [InlineData("{\"kind\":7}", nameof(EventKind.Unknown))]
    [InlineData("{}", nameof(EventKind.Unknown))]
    public void Other_kinds_are_counted_and_write_nothing(string line, string kind)
    {
        var buffer = new JsonBuffer();

        var result = new EventMapper(Defaults).Map(Encoding.UTF8.GetBytes(line), buffer);

        Assert.Equal((kind, MappingVerdict.NotMapped, 0), (result.Kind.ToString(), result.Verdict, buffer.Length));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("""{"kind":"host_status","host_id":1,"output":12}""")]
    [InlineData("""{"kind":"host_status","host_id":"1"}""")]
    [InlineData("""{"kind":"host_status","host_id":01}""")]
    [InlineData("""{"kind":"host_status","host_id":1,"last_check":1.5}""")]
    [InlineData("""{"kind":"host_status","host_id":1,"state":99999999999999999999999}""")]
    [InlineData("""{"kind":"host_status","host_id":1,"state":3}""")]
    [InlineData("""{"kind":"service_status","host_id":1,"state":4}""")]
    [InlineData("""{"kind":"host_status","host_id":1,"cache":{"hostgroups":[{"group_name":3}]}}""")]
    public void What_cannot_become_a_request_is_refused_and_leaves_nothing_behind(string line)
    {
        var buffer = new JsonBuffer();
        buffer.Append("["u8);

        var result = new EventMapper(Defaults).Map(Encoding.UTF8.GetBytes(line), buffer);

        Assert.Equal((MappingVerdict.Refused, 1), (result.Verdict, buffer.Length));
        Assert.NotEmpty(result.Refusal!);
    }

    [Fact]
    public void Severity_replaces_a_problem_state_only()
    {
        var options = Defaults with { UseSeverityAsState = true };

        Assert.Equal(4, State("service_status", 2, options));
        Assert.Equal(0, State("service_status", 0, options));
        Assert.Equal(5, State("host_status", 1, options));
        Assert.Equal(3, (int)Map("""{"kind":"host_status","bbdo":3,"host_id":1,"state":1}""", options)["state"]!);
    }

    [Fact]
    public void Line_breaks_of_the_long_output_are_replaced_when_a_replacement_is_set()
    {
        var options = Defaults with { Outputs = new() { LineBreak = "<br/>"u8.ToArray() } };

        var mapped = Map(
            """{"kind":"host_status","bbdo":3,"host_id":1,"output":"a\nb","long_output":"c\u000ad\r\n"}""",
            options
        );

        Assert.Equal(("a", "a<br/>b<br/>c<br/>d\r<br/>"), ((string)mapped["output"]!, (string)mapped["long_output"]!));
    }

    [Fact]
    public void Without_long_output_both_fields_hold_the_cut_short_one()
    {
        var options = Defaults with
        {
            Outputs = new() { UseLongOutput = false, SizeLimit = 3 },
        };

        var mapped = Map("""{"kind":"host_status","bbdo":2,"host_id":1,"output":"éééé\nmore\n"}""", options);

        Assert.Equal(("ééé", "ééé"), ((string)mapped["output"]!, (string)mapped["long_output"]!));
    }

    [Fact]
    public void Sorted_groups_are_in_byte_order_whatever_their_escapes()
    {
        const string Groups = """
            [{"group_id":1,"group_name":"\u00e9quipe"},{"group_id":2,"group_name":"b"},{"group_name":"_x"},{"group_id":4,"group_name":"Zone"},
             {"group_id":5},{"group_id":6,"group_name":"10"},{"group_id":7,"group_name":"équipe"},{"group_id":8,"group_name":"\u0041lpha"}]
            """;
        var line =
            """{"kind":"service_status","bbdo":3,"host_id":1,"service_id":2,"cache":{"hostgroups":GROUPS,"servicegroups":GROUPS}}""".Replace(
                "GROUPS",
                Groups,
                StringComparison.Ordinal
            );

        var mapped = Map(line, Defaults with { SortHostGroups = true });

        string[] sorted = ["10", "Alpha", "Zone", "_x", "b", "équipe", "équipe"];
        Assert.Equal(sorted, mapped["hostgroups"]!.AsArray().Select(name => (string)name!));
        string[] asGiven = ["équipe", "b", "_x", "Zone", "10", "équipe", "Alpha"];
        Assert.Equal(asGiven, mapped["servicegroups"]!.AsArray().Select(name => (string)name!));
    }

    [Fact]
    public void Many_groups_are_sorted_too()
    {
        var groups = string.Join(
            ',',
            Enumerable.Range(0, 200).Reverse().Select(id => $$"""{"group_id":{{id}},"group_name":"g{{id:000}}"}""")
        );

        var mapped = Map(
            "{\"kind\":\"host_status\",\"bbdo\":3,\"host_id\":1,\"cache\":{\"hostgroups\":[" + groups + "]}}",
            Defaults with
            {
                SortHostGroups = true,
            }
        );

        Assert.Equal(
            Enumerable.Range(0, 200).Select(id => $"g{id:000}"),
            mapped["hostgroups"]!.AsArray().Select(name => (string)name!)
        );
    }

    [Fact]
    public void Texts_that_no_parser_would_take_become_readable()
    {
        byte[] line =
        [
            .. """{"kind":"host_status","bbdo":3,"host_id":1,"output":"half \ud83d esc \u001b bytes """u8,
            0xff,
            0xc3,
            .. "\"}"u8,
        ];
        var buffer = new JsonBuffer();

        Assert.Equal(MappingVerdict.Mapped, new EventMapper(Defaults).Map(line, buffer).Verdict);

        Assert.Equal(
            "half \uFFFD esc \u001b bytes \uFFFD\uFFFD",
            (string)JsonNode.Parse(buffer.Written.Span)!["output"]!
        );
    }

    [Fact]
    public void A_warm_mapper_allocates_nothing()
    {
        var mapper = new EventMapper(
            Defaults with
            {
                SortHostGroups = true,
                Outputs = new() { SizeLimit = 10 },
            }
        );
        var buffer = new JsonBuffer();
        var line =
            """{"kind":"service_status","bbdo":3,"host_id":1,"service_id":2,"state":1,"output":"caf\u00e9 \"x\"\nmore","cache":{"host":{"name":"h"},"hostgroups":[{"group_name":"b"},{"group_name":"a"}],"poller":"p"}}"""u8.ToArray();
        mapper.Map(line, buffer);
        buffer.Truncate(0);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 100; round++)
        {
            mapper.Map(line, buffer);
            buffer.Truncate(0);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("""{"kind":"host_status","bbdo":3,"host_id":1,"cache":{"host":{"name":"srv"}}}""")]
    [InlineData(
        """{"kind":"service_status","bbdo":3,"host_id":1,"service_id":2,"cache":{"host":{"name":"srv"},"service":{"description":"Cpu"}}}"""
    )]
    [InlineData(
        """{"kind":"acknowledgement","bbdo":3,"host_id":1,"service_id":2,"author":"a","comment_data":"c","cache":{"host":{"name":"srv"},"service":{"description":"Cpu"}}}"""
    )]
    public void A_prefix_stands_before_the_component_and_nothing_else(string line)
    {
        var plain = Map(line);
        var prefixed = Map(line, Defaults with { ComponentPrefix = "acme-\\\""u8.ToArray() });

        Assert.Equal("acme-\"srv", (string)prefixed["component"]!);
        prefixed["component"] = (string)plain["component"]!;
        Assert.True(JsonNode.DeepEquals(plain, prefixed), prefixed.ToJsonString());
    }

    private static int State(string kind, int state, MappingOptions options) =>
        (int)
            Map(
                $"{{\"kind\":\"{kind}\",\"bbdo\":3,\"host_id\":1,\"service_id\":2,\"state\":{state},\"cache\":{{\"severity\":{{\"host\":5,\"service\":4}}}}}}",
                options
            )["state"]!;

    private static JsonObject Map(string line, MappingOptions? options = null)
    {
        var buffer = new JsonBuffer(16);
        var result = new EventMapper(options ?? Defaults).Map(Encoding.UTF8.GetBytes(line), buffer);
        Assert.Equal((MappingVerdict.Mapped, null), (result.Verdict, result.Refusal));
        return JsonNode.Parse(buffer.Written.Span)!.AsObject();
    }

    private static void AssertSame(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual.ToJsonString());
}
