using System.CommandLine;

namespace Forwarder.Agent.Commands;

/// <summary>How commands are typed, by their path.</summary>
internal static class HelpExamples
{
    private static readonly Dictionary<string, string[]> ByPath = new(StringComparer.Ordinal)
    {
        ["run"] = ["canopsis-agent run", "canopsis-agent run --config agent.json --dry-run > would-leave.jsonl"],
        ["validate"] =
        [
            "canopsis-agent validate",
            "canopsis-agent validate --online --config agent.json",
            "canopsis-agent validate --json | jq '.problems[]'",
        ],
        ["status"] = ["canopsis-agent status", "canopsis-agent status --json | jq .packs"],
        ["tap"] =
        [
            "canopsis-agent tap --limit 20",
            "canopsis-agent tap --host web-01 --service 'Disk /'",
            "canopsis-agent tap --json | jq .state",
        ],
        ["replay"] =
        [
            "canopsis-agent replay session.bin --dry-run",
            "canopsis-agent replay session.bin --config agent.json --json",
        ],
        ["decode"] =
        [
            "canopsis-agent decode session.bin",
            "canopsis-agent decode session.bin --enriched --config agent.json | forwarder map --customer acme.json",
        ],
        ["inventory list"] = ["canopsis-agent inventory list --json"],
        ["inventory show"] = ["canopsis-agent inventory show web-01", "canopsis-agent inventory show 'web-01/Disk /'"],
        ["spool status"] = ["canopsis-agent spool status", "canopsis-agent spool status --json | jq .oldest"],
        ["spool list"] = ["canopsis-agent spool list --limit 10", "canopsis-agent spool list --set-aside --json"],
        ["spool export"] = ["canopsis-agent spool export packs", "canopsis-agent spool export refused --set-aside"],
        ["spool verify"] =
        [
            "canopsis-agent spool verify",
            "canopsis-agent spool verify --database /var/lib/canopsis-agent/spool.db.damaged-20260302T101530Z",
        ],
        ["spool requeue"] = ["canopsis-agent spool requeue"],
        ["spool purge"] =
        [
            "canopsis-agent spool purge --all",
            "canopsis-agent spool purge --set-aside --damaged --yes",
        ],
        ["parameters"] = ["canopsis-agent parameters --json | jq -r .name"],
        ["version"] = ["canopsis-agent version --json"],
        ["completion bash"] =
        [
            "canopsis-agent completion bash > /etc/bash_completion.d/canopsis-agent",
            "source <(canopsis-agent completion bash)",
        ],
        ["completion zsh"] = ["canopsis-agent completion zsh > /usr/local/share/zsh/site-functions/_canopsis-agent"],
        ["completion fish"] = ["canopsis-agent completion fish > /etc/fish/completions/canopsis-agent.fish"],
    };

    /// <summary>Every command that has some.</summary>
    public static IReadOnlyDictionary<string, string[]> All => ByPath;

    public static IReadOnlyList<string> Of(Command command) => ByPath.GetValueOrDefault(PathOf(command)) ?? [];

    /// <summary>Names from the first command on, such as <c>inventory show</c>.</summary>
    public static string PathOf(Command command)
    {
        var names = new List<string>();
        for (var at = command; at is not RootCommand; at = at.Parents.OfType<Command>().First())
        {
            names.Insert(0, at.Name);
        }
        return string.Join(' ', names);
    }
}
