using System.Text.Json;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Contracts.Tests.Parameters;

public sealed class ParameterReaderTests
{
    private const string Hub = """ "hub_host":"ns.test","hub_name":"events","hub_publisher":"acme.paris" """;

    [Fact]
    public void Unset_parameters_have_their_defaults()
    {
        var set = Read($"{{{Hub}}}");
        Assert.Equal(["host_status", "service_status", "acknowledgement", "downtime"], set.List("accepted_elements"));
        Assert.True(set.Flag("hard_only"));
        Assert.False(set.Flag("acknowledged"));
        Assert.Equal(20, set.Number("delta_host_status_change_allow"));
        Assert.Equal("https", set.Text("hub_protocol"));
        Assert.Empty(set.List("ack_host_status"));
        Assert.False(set.IsSet("hard_only"));
    }

    [Fact]
    public void Numeric_text_is_a_number_and_items_are_trimmed()
    {
        var set = Read(
            $$"""{{{Hub}},"hard_only":"0","host_status":" 0 , 2,, ","service_status":[1,"2"],"hub_port":"8443"}"""
        );
        Assert.False(set.Flag("hard_only"));
        Assert.Equal(["0", "2"], set.List("host_status"));
        Assert.Equal(["1", "2"], set.List("service_status"));
        Assert.Equal(8443, set.Number("hub_port"));
    }

    [Fact]
    public void An_empty_status_list_is_a_list_that_rejects_everything()
    {
        var set = Read($$"""{{{Hub}},"host_status":""}""");
        Assert.Empty(set.List("host_status"));
        Assert.True(set.IsSet("host_status"));
    }

    [Theory]
    [InlineData("\"hard_only\":2", "hard_only", "2", "0 or 1")]
    [InlineData("\"hard_only\":\"yes\"", "hard_only", "yes", "0 or 1")]
    [InlineData("\"hard_only\":true", "hard_only", "True", "0 or 1")]
    [InlineData("\"service_status\":\"0,4\"", "service_status", "4", "0, 1, 2, 3")]
    [InlineData("\"accepted_elements\":\"\"", "accepted_elements", "", "empty")]
    [InlineData("\"accepted_elements\":\"host_status,hosts\"", "accepted_elements", "hosts", "ba_status")]
    [InlineData("\"hub_port\":0", "hub_port", "0", "1 to 65535")]
    [InlineData("\"hub_protocol\":\"ftp\"", "hub_protocol", "ftp", "https, http")]
    [InlineData("\"hardonly\":1", "hardonly", null, "hard_only")]
    [InlineData("\"nothing_like_it\":1", "nothing_like_it", null, "Remove it")]
    [InlineData("\"canopsis_host\":\"c\"", "canopsis_host", null, "functions")]
    public void A_wrong_parameter_is_named_with_its_value_and_the_remedy(
        string member,
        string name,
        string? value,
        string remedy
    )
    {
        var problem = Assert.Single(Problems($"{{{Hub},{member}}}"));
        Assert.Equal(name, problem.Name);
        Assert.Equal(value, problem.Value);
        Assert.Contains(remedy, problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_reported_at_once()
    {
        var problems = Problems("""{"hard_only":3,"hub_host":"","spool":1}""");
        Assert.Equal(
            ["hard_only", "hub_host", "hub_name", "hub_publisher", "spool"],
            problems.Select(problem => problem.Name).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Text_that_is_no_Unicode_is_a_problem_of_its_own()
    {
        var problems = Problems(
            $$$"""{{{{Hub}}},"spool_directory":"\udc00","hard_only":3,"\ud800":1,"accepted_hostgroups":["a","\ud800"]}"""
        );

        Assert.Equal(
            ["accepted_hostgroups", "hard_only", "member 6", "spool_directory"],
            problems.Select(problem => problem.Name).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void The_value_of_a_secret_is_never_shown()
    {
        var problem = Assert.Single(Problems($$"""{{{Hub}},"hub_token":["t0p"]}"""));
        Assert.DoesNotContain("t0p", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_default_in_the_catalogue_is_itself_valid()
    {
        foreach (var parameter in ParameterCatalogue.All.Where(p => p.Default is not null))
        {
            var problems = new List<ParameterProblem>();
            using var json = JsonDocument.Parse($"\"{parameter.Default}\"");
            ParameterReader.Read([(parameter.Name, json.RootElement)], parameter.Owner, problems);
            Assert.DoesNotContain(problems, problem => problem.Name == parameter.Name);
        }
    }

    private static ParameterSet Read(string json)
    {
        var problems = new List<ParameterProblem>();
        using var document = JsonDocument.Parse(json);
        var set = ParameterReader.Read(document.RootElement, ParameterOwner.Agent, problems);
        Assert.Empty(problems);
        return set!;
    }

    private static List<ParameterProblem> Problems(string json)
    {
        var problems = new List<ParameterProblem>();
        using var document = JsonDocument.Parse(json);
        Assert.Null(ParameterReader.Read(document.RootElement, ParameterOwner.Agent, problems));
        return problems;
    }
}
