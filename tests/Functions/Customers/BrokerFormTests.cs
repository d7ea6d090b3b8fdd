using System.Text;
using System.Text.Json;
using Forwarder.Contracts.Parameters;
using Forwarder.Functions.Customers;

namespace Forwarder.Functions.Tests.Customers;

public sealed class BrokerFormTests
{
    private readonly List<ParameterProblem> problems = [];

    [Theory]
    [InlineData("string\tcanopsis_host\t10.0.0.1\nnumber\tcanopsis_port\t443\npassword\tcanopsis_authkey\ta b=c")]
    [InlineData(
        "| Type | Name | Value |\n|---|---|---|\n| string | `canopsis_host` | 10.0.0.1 |\n| number | canopsis_port | 443 |\n| string | canopsis_authkey | a b=c |"
    )]
    [InlineData("# pasted\r\ncanopsis_host = 10.0.0.1\r\ncanopsis_port: 443\r\n\r\ncanopsis_authkey=a b=c\r\n")]
    [InlineData(
        "Path  /usr/share/centreon-broker/lua/canopsis2x-events-apiv2.lua\nString  canopsis_host  10.0.0.1\nNumber canopsis_port 443\nString   canopsis_authkey   a b=c"
    )]
    [InlineData("""{"canopsis_host":"10.0.0.1","canopsis_port":"443","canopsis_authkey":"a b=c"}""")]
    [InlineData(
        """[{"type":"string","name":"canopsis_host","value":"10.0.0.1"},{"name":"canopsis_port","value":443},{"name":"canopsis_authkey","value":"a b=c"}]"""
    )]
    [InlineData(
        """{"centreonBroker":{"output":[{"type":"ipv4"},{"type":"lua","path":"x.lua","lua_parameter":[{"type":"string","name":"canopsis_host","value":"10.0.0.1"},{"type":"number","name":"canopsis_port","value":"443"},{"type":"password","name":"canopsis_authkey","value":"a b=c"}]}]}}"""
    )]
    public void The_same_rows_are_read_from_every_form(string form)
    {
        var rows = BrokerForm.Read(form, problems);

        Assert.Empty(problems);
        Assert.Equal(
            ["canopsis_host=10.0.0.1", "canopsis_port=443", "canopsis_authkey=a b=c"],
            rows.Select(row => $"{row.Name}={row.Value}")
        );
    }

    [Fact]
    public void A_line_that_is_no_row_is_named_by_its_number_and_not_shown()
    {
        Assert.Single(BrokerForm.Read("canopsis_host=a\nmy secret key here", problems));

        var problem = Assert.Single(problems).ToString();
        Assert.Contains("Line 2", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_connectors_in_one_file_are_refused()
    {
        BrokerForm.Read("""{"output":[{"lua_parameter":{"name":"a","value":"1"}},{"lua_parameter":[]}]}""", problems);

        Assert.Contains("2 outputs", Assert.Single(problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_decides_whether_an_event_leaves_goes_to_the_agent()
    {
        var split = SplitForm.Of(
            BrokerForm.Read(
                "canopsis_host=a\naccepted_hostgroup=linux\nhard_only=1\nconnector=x\nno_such_name=1",
                problems
            )
        );

        Assert.Equal(["canopsis_host", "connector", "no_such_name"], split.Customer.Select(row => row.Name));
        Assert.Equal(
            """{"accepted_hostgroup":"linux","hard_only":"1"}""",
            Encoding.UTF8.GetString(split.AgentJson(new JsonWriterOptions())!)
        );
        Assert.Empty(split.AgentProblems());
    }

    [Fact]
    public void What_is_wrong_with_the_agents_part_is_told_without_what_a_form_cannot_know()
    {
        var split = SplitForm.Of(BrokerForm.Read("hard_only=2\naccepted_elements=nonsense", problems));

        Assert.Equal(["hard_only", "accepted_elements"], split.AgentProblems().Select(problem => problem.Name));
    }
}
