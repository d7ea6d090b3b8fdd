using System.Text.Json;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Functions.Customers;

/// <summary>
/// The parameters of a form by who reads them now: the agent decides whether an event leaves, the customer's parameters how it reaches Canopsis. A name
/// that nobody knows stays with the customer, where it is refused with a hint.
/// </summary>
internal sealed record SplitForm(IReadOnlyList<FormParameter> Customer, IReadOnlyList<FormParameter> Agent)
{
    public static SplitForm Of(IEnumerable<FormParameter> form)
    {
        var parts = form.ToLookup(parameter =>
            ParameterCatalogue.Find(parameter.Name)?.Owner.HasFlag(ParameterOwner.Agent) ?? false
        );
        return new SplitForm([.. parts[false]], [.. parts[true]]);
    }

    /// <summary>What is wrong with the agent's part, apart from what a form cannot know, such as the hub.</summary>
    public IEnumerable<ParameterProblem> AgentProblems()
    {
        var problems = new List<ParameterProblem>();
        ParameterReader.ReadValid(Agent.Select(row => (row.Name, row.Value)), ParameterOwner.Agent, problems);
        return problems.Where(problem => Agent.Any(row => row.Name == problem.Name));
    }

    /// <summary>The agent's part as it stands in agent.json; null when there is none.</summary>
    public byte[]? AgentJson(JsonWriterOptions options) => Agent.Count > 0 ? Json(Agent, options) : null;

    public static byte[] Json(IEnumerable<FormParameter> parameters, JsonWriterOptions options)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, options))
        {
            json.WriteStartObject();
            foreach (var (name, value) in parameters)
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }
            json.WriteEndObject();
        }
        return stream.ToArray();
    }
}
