using Forwarder.Agent.Configuration;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Running;

/// <summary>Which configuration the agent runs with, over reloads: the former counts until the changed one has started.</summary>
internal sealed class ConfigurationInForce(AgentConfiguration first)
{
    private AgentConfiguration? former;
    private ParameterProblem? refusal;

    public AgentConfiguration Current { get; private set; } = first;

    /// <summary>It is valid, and has not started yet.</summary>
    public void Change(AgentConfiguration changed) => (former, Current) = (Current, changed);

    /// <summary>The agent does not start with it: true when it is to be tried with the former one.</summary>
    public bool TryGoBack(ParameterProblem problem)
    {
        if (former is null)
        {
            return false;
        }
        (Current, former, refusal) = (former, null, problem);
        return true;
    }

    /// <summary>The agent has started with <see cref="Current"/>: whether that is a changed one, and why a changed one is not.</summary>
    public (bool IsChanged, ParameterProblem? Refusal) Started()
    {
        var started = (former is not null, refusal);
        (former, refusal) = (null, null);
        return started;
    }
}
