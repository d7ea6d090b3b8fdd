using System.Text;
using System.Text.Json.Nodes;
using Forwarder.Contracts.Parameters;
using Forwarder.Functions.Mapping;
using Forwarder.Functions.Mapping.Templates;

namespace Forwarder.Functions.Tests.Mapping.Templates;

/// <summary>The language of templates where the recorded cases of the reference connector do not reach.</summary>
public sealed class FormatFileTests
{
    private const string Service =
        """{"kind":"service_status","bbdo":3,"category":1,"element":29,"host_id":10,"service_id":20,"state":2,"state_type":1,"output":"a\"b\\nc\nd","long_output":"e","last_check":1700000000,"cache":{"host":{"host_id":10,"name":"srv","notes":"12"},"service":{"service_id":20,"description":"Ping"},"hostgroups":[{"group_id":1,"group_name":"Prod \"1\""},{"group_id":2,"group_name":"Test"}],"poller":"Central","severity":{"service":4}}}""";

    private readonly List<ParameterProblem> problems = [];

    [Theory]
    [InlineData("{state}", "2")]
    [InlineData("{state_sctext}", "\"2\"")]
    [InlineData("{state_scstring}", "\"2\"")]
    [InlineData("{state_scstate}", "\"CRITICAL\"")]
    [InlineData("{state_sccanopsisstate}", "3")]
    [InlineData("{state_type_sctype}", "\"HARD\"")]
    [InlineData("{acknowledged}", "false")]
    [InlineData("{flapping_scnumber}", "0")]
    [InlineData("{cache.host.notes}", "\"12\"")]
    [InlineData("{cache.host.notes_scnumber}", "12")]
    [InlineData("{cache.host.name_scnumber}", "\"{cache.host.name_scnumber}\"")]
    [InlineData("{cache.host.alias}", "\"\"")]
    [InlineData("{cache.instance.name}", "\"Central\"")]
    [InlineData("{cache.severity.service}", "4")]
    [InlineData("{cache.severity.host}", "\"{cache.severity.host}\"")]
    [InlineData("{last_update}", "1700000000")]
    [InlineData("{should_be_scheduled}", "false")]
    [InlineData("{_type}", "65565")]
    [InlineData("{short_output}", "\"a\\\"b\\\\nc\"")]
    [InlineData("{output_scshort}", "\"a\\\"b\\\\nc\"")]
    [InlineData("{long_output}", "\"a\\\"b\\\\nc\\nd\\ne\"")]
    [InlineData("{groups(hg,table,^P)}", "[\"Prod \\\"1\\\"\"]")]
    [InlineData("{groups(hg,inline,.*)}", "\"Prod \\\"1\\\",Test\"")]
    [InlineData("{groups(sg,table,.*)}", "[]")]
    [InlineData("{last_check_scdate}", "\"2023-11-14 22:13:20\"")]
    [InlineData("x {state} {cache.host.name}: {output}", "\"x 2 srv: a\\\"b\\\\nc\\nd\"")]
    [InlineData("{not a macro} {}", "\"{not a macro} {}\"")]
    public void A_macro_gives(string macro, string value)
    {
        var mapped = Render($"{{\"neb_service_status\":{{\"v\":\"{macro}\"}}}}", Service);

        Assert.Empty(problems);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(value), mapped!["v"]), mapped.ToJsonString());
    }

    [Theory]
    [InlineData("{nothing}", "field")]
    [InlineData("{cache.foo.bar}", "field")]
    [InlineData("{cache.host.nope}", "field")]
    [InlineData("{state_scwrong}", "flag")]
    [InlineData("{output_scdate}", "numbers")]
    [InlineData("{state_scshort}", "texts")]
    [InlineData("{groups(xx,table,.*)}", "hg, sg or bv")]
    [InlineData("{groups(hg,list,.*)}", "table or inline")]
    [InlineData("{groups(hg,table)}", "groups(G,F,P)")]
    [InlineData("{groups(hg,table,[a)}", "Lua pattern")]
    public void What_can_never_have_a_value_is_refused_with_its_place(string macro, string remedy)
    {
        var json = "{\n  \"neb_service_status\": {\n    \"é\": \"x " + macro + "\"\n  }\n}";

        Assert.Null(Read(json));

        var problem = Assert.Single(problems);
        Assert.Equal($"formats.json, line 3, column 13: {macro}", problem.Value);
        Assert.Contains(remedy, problem.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ not json", "line 1")]
    [InlineData("{\n\"neb_host_status\":{},}", "line 2")]
    [InlineData("{\"neb_host\":{}}", "neb_host")]
    [InlineData("{\"neb_host_status\":\"text\"}", "neb_host_status")]
    [InlineData("[]", "formats.json")]
    [InlineData("{} {}", "line 1")]
    [InlineData("", "line 1")]
    public void A_file_of_another_shape_is_refused(string json, string place)
    {
        Assert.Null(Read(json));
        Assert.Contains(place, Assert.Single(problems).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_wrong_is_told_at_once()
    {
        Assert.Null(
            Read("""{"neb_host_status":{"a":"{x}","b":["{y}"]},"neb_nothing":{"c":1},"neb_downtime":{"d":"{z}"}}""")
        );
        Assert.Equal(4, problems.Count);
    }

    [Fact]
    public void A_field_that_travels_on_demand_is_allowed_with_a_hint()
    {
        Assert.NotNull(Read("""{"neb_service_status":{"p":"{perfdata}"}}"""));
        Assert.Contains("event_fields", Assert.Single(problems).Remedy, StringComparison.Ordinal);
        Assert.True(problems[0].IsWarning);
    }

    [Fact]
    public void A_template_keeps_names_with_macros_and_escapes_of_its_own()
    {
        var mapped = Render(
            """{"neb_service_status":{"{cache.host.name} \"x\"":[1.50,true,null,"A\ttab {state}"]}}""",
            Service
        );

        Assert.Equal("""{"srv \"x\"":[1.50,true,null,"A\ttab 2"]}""", mapped!.ToJsonString(Readable));
    }

    [Fact]
    public void A_severity_as_state_counts_for_problems_only()
    {
        const string Json = """{"neb_service_status":{"s":"{state_sccanopsisstate}"}}""";
        var settings = TemplateSettings.Default with { UseSeverityAsState = true };
        var recovered = Service.Replace("\"state\":2", "\"state\":0", StringComparison.Ordinal);

        Assert.Equal(4, (int)Render(Json, Service, settings)!["s"]!);
        Assert.Equal(0, (int)Render(Json, recovered, settings)!["s"]!);
    }

    [Fact]
    public void A_template_that_Canopsis_would_refuse_is_a_classified_refusal()
    {
        var formats = Read(
            """{"neb_service_status":{"event_type":"check","connector":"c","connector_name":"n","component":"h","state":"{state}","timestamp":"{last_check_sctext}"}}"""
        );
        var result = new EventMapper(Options with { Formats = formats }).Map(Encoding.UTF8.GetBytes(Service), new());

        Assert.Equal(
            (MappingVerdict.Refused, "Canopsis wants another type of timestamp."),
            (result.Verdict, result.Refusal)
        );
    }

    private static readonly System.Text.Json.JsonSerializerOptions Readable = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly MappingOptions Options = new() { Connector = [], ConnectorName = [] };

    private FormatFile? Read(string json, TemplateSettings? settings = null) =>
        FormatFile.Read("formats.json", Encoding.UTF8.GetBytes(json), settings ?? TemplateSettings.Default, problems);

    private JsonNode? Render(string json, string line, TemplateSettings? settings = null)
    {
        var formats = Read(json, settings);
        Assert.True(formats is not null, string.Join('\n', problems));
        var buffer = new JsonBuffer();
        var mapper = new EventMapper(Options with { Formats = formats, ChecksRequests = false });
        Assert.Equal(MappingVerdict.Mapped, mapper.Map(Encoding.UTF8.GetBytes(line), buffer).Verdict);
        return JsonNode.Parse(buffer.Written.Span);
    }
}
