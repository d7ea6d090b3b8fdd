using System.Text;
using Forwarder.Contracts.Parameters;
using Forwarder.Functions.Customers;

namespace Forwarder.Functions.Tests.Customers;

public sealed class CustomerParametersTests
{
    [Fact]
    public void Defaults_are_those_of_the_reference()
    {
        var read = Read("""{"canopsis_host":"canopsis.example.test","canopsis_authkey":"KEY"}""")!;

        Assert.Equal("https://canopsis.example.test/api/v4/event", read.Canopsis.EventUrl.ToString());
        Assert.Equal(
            (500, TimeSpan.FromSeconds(60), true),
            (read.Canopsis.MaxEventsPerRequest, read.Canopsis.AttemptTimeout, read.Canopsis.VerifyCertificate)
        );
        Assert.Equal(
            ("centreon-stream", "centreon-stream-central", false),
            (Text(read.Mapping.Connector), Text(read.Mapping.ConnectorName), read.Mapping.UseConnectorName)
        );
        Assert.Equal(
            (null, true, null),
            (read.Mapping.Outputs.SizeLimit, read.Mapping.Outputs.UseLongOutput, read.Mapping.Outputs.LineBreak)
        );
    }

    [Fact]
    public void Every_parameter_has_its_effect()
    {
        var read = Read(
            """
            {
              // numeric text is a number
              "canopsis_host":"::1","canopsis_port":"8082","sending_protocol":"http","canopsis_authkey":"KEY","canopsis_event_route":"/backend/api/v4/event?x=1",
              "connector":"cé \"q\"","connector_name":"n","connector_name_type":"custom","canopsis_sort_list_hostgroups":"1","canopsis_sort_list_servicegroups":1,
              "use_severity_as_state":1,"max_buffer_size":7,"connection_timeout":3,"verify_certificate":0,"use_long_output":0,"output_size_limit":"9",
              "output_line_break_replacement_character":"\t",
            }
            """
        )!;

        Assert.Equal("http://[::1]:8082/backend/api/v4/event?x=1", read.Canopsis.EventUrl.ToString());
        Assert.Equal(
            (7, TimeSpan.FromSeconds(3), false, "KEY"),
            (
                read.Canopsis.MaxEventsPerRequest,
                read.Canopsis.AttemptTimeout,
                read.Canopsis.VerifyCertificate,
                read.Canopsis.AuthKey
            )
        );
        Assert.Equal(
            ("cé \\\"q\\\"", true, true, true, true),
            (
                Text(read.Mapping.Connector),
                read.Mapping.UseConnectorName,
                read.Mapping.SortHostGroups,
                read.Mapping.SortServiceGroups,
                read.Mapping.UseSeverityAsState
            )
        );
        Assert.Equal(
            (9L, false, "\\t"),
            (read.Mapping.Outputs.SizeLimit, read.Mapping.Outputs.UseLongOutput, Text(read.Mapping.Outputs.LineBreak!))
        );
    }

    [Fact]
    public void A_base_path_stands_before_every_route()
    {
        var read = Read(
            """{"canopsis_host":"canopsis.example.test","canopsis_authkey":"KEY","canopsis_base_path":"/monitoring/backend"}"""
        )!.Canopsis;

        Assert.Equal("https://canopsis.example.test/monitoring/backend/api/v4/event", read.EventUrl.ToString());
        Assert.Equal(
            "https://canopsis.example.test/monitoring/backend/api/v4/pbehaviors?name=a%20b",
            read.UrlOf("/api/v4/pbehaviors?name=a%20b").AbsoluteUri
        );
    }

    [Theory]
    [InlineData("canopsis_host", "\"https://canopsis.example.test\"")]
    [InlineData("canopsis_host", "\"canopsis example\"")]
    [InlineData("canopsis_host", "\"canopsis.example.test/path\"")]
    [InlineData("canopsis_event_route", "\"api/v4/event\"")]
    [InlineData("canopsis_event_route", "\"//elsewhere.example.test/api/v4/event\"")]
    [InlineData("canopsis_event_route", "\"/\\\\elsewhere.example.test/api/v4/event\"")]
    [InlineData("canopsis_downtime_route", "\"//elsewhere.example.test/api/v4/pbehaviors\"")]
    [InlineData("canopsis_downtime_comment_route", "\"//elsewhere.example.test/\"")]
    [InlineData("canopsis_downtime_reason_route", "\"//elsewhere.example.test/\"")]
    [InlineData("canopsis_downtime_type_route", "\"//elsewhere.example.test/\"")]
    [InlineData("canopsis_base_path", "\"//elsewhere.example.test\"")]
    [InlineData("canopsis_base_path", "\"backend\"")]
    [InlineData("canopsis_base_path", "\"/backend/\"")]
    [InlineData("ca_certificate", "\"-----BEGIN CERTIFICATE-----\"")]
    [InlineData("ca_certificate", "\"ca.pem\"")]
    [InlineData("canopsis_authkey", "\"two words\"")]
    [InlineData("canopsis_authkey", "\"line\\nbreak\"")]
    [InlineData("canopsis_authkey", "\"@Microsoft.KeyVault(SecretUri=x)\"")]
    public void What_cannot_form_a_request_is_refused(string name, string value)
    {
        var problems = new List<ParameterProblem>();
        var members = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["canopsis_host"] = "\"canopsis.example.test\"",
            ["canopsis_authkey"] = "\"KEY\"",
            [name] = value,
        };

        Assert.Null(
            Read($"{{{string.Join(',', members.Select(member => $"\"{member.Key}\":{member.Value}"))}}}", problems)
        );

        Assert.Equal([name], problems.Select(problem => problem.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"canopsis_host\"")]
    public void A_document_that_is_no_object_is_refused(string json)
    {
        var problems = new List<ParameterProblem>();

        Assert.Null(Read(json, problems));

        Assert.NotEmpty(problems);
    }

    private static CustomerParameters? Read(string json, List<ParameterProblem>? problems = null) =>
        CustomerParameters.Read(Encoding.UTF8.GetBytes(json), _ => null, problems ?? []);

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
