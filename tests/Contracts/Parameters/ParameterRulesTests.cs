using System.Text;
using System.Text.Json;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Contracts.Tests.Parameters;

public sealed class ParameterRulesTests
{
    [Fact]
    public void Lists_that_cancel_each_other_are_a_warning()
    {
        var problems = new List<ParameterProblem>();

        Assert.NotNull(Read(problems, ("accepted_hostgroup", "A"), ("rejected_hostgroups", "B,C")));

        var warning = Assert.Single(problems);
        Assert.True(warning.IsWarning);
        Assert.Equal(("rejected_hostgroups", "B,C"), (warning.Name, warning.Value));
    }

    [Fact]
    public void An_element_of_a_category_that_is_not_accepted_is_a_warning()
    {
        var problems = new List<ParameterProblem>();

        Assert.NotNull(Read(problems, ("accepted_elements", "host_status,ba_status")));
        Assert.True(Assert.Single(problems).IsWarning);

        problems.Clear();
        Assert.NotNull(Read(problems, ("accepted_elements", "ba_status"), ("accepted_categories", "neb,bam")));
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("srv[paris", "0", ",", "'srv[paris': malformed pattern (missing ']')")]
    [InlineData("lyon,srv[paris", "1", ",", "'srv[paris': malformed pattern (missing ']')")]
    [InlineData("lyon", "1", "", "separates nothing")]
    [InlineData(",,", "1", ",", "nothing but separators")]
    public void A_pattern_that_Lua_refuses_is_an_error(string text, string split, string separators, string remedy)
    {
        var problems = new List<ParameterProblem>();

        Assert.Null(
            Read(
                problems,
                ("accepted_services", text),
                ("accepted_services_enable_split_pattern", split),
                ("accepted_services_split_character", separators)
            )
        );

        var problem = Assert.Single(problems);
        Assert.Equal("accepted_services", problem.Name);
        Assert.Contains(remedy, problem.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "0", ",", "anything", true)]
    [InlineData("^srv%-,db$", "0", ",", "srv-1", false)]
    [InlineData("^srv%-,db$", "1", ",", "srv-1", true)]
    [InlineData("^srv%-,db$", "1", ",", "my-db", true)]
    [InlineData("^srv%-,db$", "1", ",", "my-db2", false)]
    [InlineData("a;b|c", "1", ";|", "xcx", true)]
    [InlineData("été", "1", ",", "un été", true)]
    public void One_of_the_split_patterns_must_occur(
        string text,
        string split,
        string separators,
        string name,
        bool accepted
    )
    {
        var set = Read(
            [],
            ("accepted_hosts", text),
            ("accepted_hosts_enable_split_pattern", split),
            ("accepted_hosts_split_character", separators)
        );

        Assert.True(LuaPatternList.TryRead(set!, "accepted_hosts", out var patterns, out _));
        Assert.Equal(accepted, patterns.Accepts(Encoding.UTF8.GetBytes(name)));
    }

    private static ParameterSet? Read(ICollection<ParameterProblem> problems, params (string, string)[] values) =>
        ParameterReader.Read(
            values
                .Concat([("hub_host", "ns.test"), ("hub_name", "events"), ("hub_publisher", "acme.paris")])
                .Select(value => (value.Item1, JsonSerializer.SerializeToElement(value.Item2))),
            ParameterOwner.Agent,
            problems
        );
}
