using Forwarder.Contracts.Parameters;

namespace Forwarder.Contracts.Tests.Parameters;

public sealed class ParameterTableTests
{
    [Fact]
    public void The_page_of_parameters_is_the_catalogue()
    {
        var page = File.ReadAllText(Path.Combine(Vectors.Repository, "docs", "parameters.md"));
        Assert.True(
            ParameterTable.Markdown() == page,
            "docs/parameters.md is old: canopsis-agent parameters --markdown > docs/parameters.md"
        );
    }

    [Fact]
    public void Every_name_and_alias_is_used_once()
    {
        var names = ParameterCatalogue.All.SelectMany(parameter => parameter.Aliases.Prepend(parameter.Name)).ToList();
        Assert.Equal(names.Distinct(), names);
    }
}
