using System.Text.Json;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Contracts.Tests.Parameters;

/// <summary>Parameters that say something about another one.</summary>
public sealed class ParameterPairTests
{
    private readonly List<ParameterProblem> problems = [];

    [Theory]
    [InlineData("1", false)]
    [InlineData("0", true)]
    public void The_insecure_name_is_the_opposite_of_verification(string insecure, bool verifies)
    {
        var read = Read(("allow_insecure_connection", insecure));

        Assert.Equal(verifies, read!.Flag("verify_certificate"));
        Assert.True(Assert.Single(problems).IsWarning);
    }

    [Fact]
    public void Both_names_of_verification_are_refused()
    {
        Assert.Null(Read(("allow_insecure_connection", "1"), ("verify_certificate", "1")));
        Assert.Equal("allow_insecure_connection", Assert.Single(problems).Name);
    }

    [Theory]
    [InlineData("proxy_address", "proxy.example.test", "proxy_port")]
    [InlineData("proxy_port", "3128", "proxy_address")]
    [InlineData("proxy_username", "bob", "proxy_password")]
    [InlineData("proxy_password", "secret", "proxy_username")]
    public void A_half_of_a_pair_is_refused(string name, string value, string missing)
    {
        Assert.Null(Read((name, value)));
        Assert.Equal(missing, Assert.Single(problems).Name);
    }

    [Fact]
    public void An_empty_proxy_is_none()
    {
        Assert.NotNull(Read(("proxy_address", ""), ("proxy_port", ""), ("proxy_username", ""), ("proxy_password", "")));
        Assert.Empty(problems);
    }

    [Fact]
    public void A_parameter_without_effect_is_accepted_with_a_warning()
    {
        Assert.NotNull(Read(("max_buffer_age", "30")));
        Assert.True(Assert.Single(problems).IsWarning);
    }

    [Fact]
    public void A_hook_is_refused_with_an_explanation()
    {
        Assert.Null(Read(("custom_code_file", "/etc/hook.lua")));
        Assert.Contains("forwarder map", Assert.Single(problems).Remedy, StringComparison.Ordinal);
    }

    private ParameterSet? Read(params (string Name, string Value)[] members) =>
        ParameterReader.Read(
            members
                .Append(("canopsis_host", "canopsis.example.test"))
                .Append(("canopsis_authkey", "key"))
                .Select(member => (member.Item1, JsonSerializer.SerializeToElement(member.Item2))),
            ParameterOwner.Functions,
            problems
        );
}
