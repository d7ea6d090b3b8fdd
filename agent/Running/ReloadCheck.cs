using Forwarder.Agent.Configuration;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Running;

/// <summary>What a reload cannot change although a start could.</summary>
internal static class ReloadCheck
{
    /// <summary>
    /// Refuses another spool: packs, held events and the inventory would stay behind in the former one, where no agent
    /// publishes them. Whatever waits at this instant: until the agent has ended, more is committed.
    /// </summary>
    public static ParameterProblem? Of(AgentConfiguration inForce, AgentConfiguration changed)
    {
        var (from, to) = (Full(inForce.SpoolDirectory), Full(changed.SpoolDirectory));
        return from == to
            ? null
            : new ParameterProblem(
                "spool_directory",
                changed.SpoolDirectory,
                $"A running agent keeps its spool: what is in {from} would be published by nobody. Stop the agent, move "
                    + $"every spool.* file from there to {to}, with its owner, and start the agent."
            );
    }

    private static string Full(string directory) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
}
