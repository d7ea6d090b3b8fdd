using System.Text.Json;
using Forwarder.Agent.Filtering;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Tests.Filtering;

/// <summary>Configurations of the agent, the hub's mandatory parameters filled in.</summary>
internal static class Parameters
{
    public static FilterParameters Filter(params (string Name, object Value)[] values) => new(Set(values));

    public static ParameterSet Set(params (string Name, object Value)[] values)
    {
        var problems = new List<ParameterProblem>();
        var read = Read(values.Select(value => (value.Name, JsonSerializer.SerializeToElement(value.Value))), problems);
        Assert.True(read is not null, string.Join('\n', problems));
        return read;
    }

    /// <summary>Those of a recorded case: what belongs to the functions is not the agent's business.</summary>
    public static ParameterSet? OfCase(
        IEnumerable<(string Name, JsonElement Value)> parameters,
        ICollection<ParameterProblem> problems
    ) =>
        Read(
            parameters.Where(parameter =>
                ParameterCatalogue.Find(parameter.Name)?.Owner.HasFlag(ParameterOwner.Agent) == true
            ),
            problems
        );

    private static ParameterSet? Read(
        IEnumerable<(string Name, JsonElement Value)> values,
        ICollection<ParameterProblem> problems
    ) =>
        ParameterReader.Read(
            values
                .Append(("hub_host", JsonSerializer.SerializeToElement("hub.example.test")))
                .Append(("hub_name", JsonSerializer.SerializeToElement("events")))
                .Append(("hub_publisher", JsonSerializer.SerializeToElement("lab.central"))),
            ParameterOwner.Agent,
            problems
        );
}
