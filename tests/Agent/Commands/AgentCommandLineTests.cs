using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using Forwarder.Agent.Commands;

namespace Forwarder.Agent.Tests.Commands;

public sealed class AgentCommandLineTests
{
    public static TheoryData<string> Examples => [.. HelpExamples.All.Values.SelectMany(examples => examples)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_of_the_help_is_a_command_line(string example)
    {
        var words = CommandLineParser.SplitCommandLine(example.Replace('\'', '"')).ToList();
        var own = words.SkipWhile(word => !word.EndsWith("canopsis-agent", StringComparison.Ordinal)).Skip(1);
        var typed = own.TakeWhile(word => word is not ("|" or ">")).Select(word => word.TrimEnd(')'));

        Assert.Empty(AgentCommandLine.Create().Parse([.. typed]).Errors);
    }

    [Fact]
    public void Every_command_has_examples()
    {
        var commands = Leaves(AgentCommandLine.Create()).Select(HelpExamples.PathOf);

        Assert.Equal(commands.Order(), HelpExamples.All.Keys.Order());
    }

    [Fact]
    public async Task Help_ends_with_the_examples()
    {
        var help = await Typed.RunAsync("decode", "--help");

        Assert.Equal(0, help.Code);
        Assert.EndsWith("forwarder map --customer acme.json", help.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_of_every_command_is_a_success_whatever_else_is_missing()
    {
        foreach (var command in All(AgentCommandLine.Create()).Select(HelpExamples.PathOf))
        {
            string[] words = command.Length == 0 ? [] : command.Split(' ');
            var help = await Typed.RunAsync([.. words, "--help"]);

            Assert.Equal(0, await AgentCommandLine.RunAsync([.. words, "-h"]));
            Assert.Equal((0, ""), (help.Code, help.Error));
            Assert.Contains(
                $"Usage:\n  {RootCommand.ExecutableName} {command}".TrimEnd(),
                help.Output,
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("decode")]
    [InlineData("tap", "--limit", "-1")]
    [InlineData("spool", "list", "--limit", "-1")]
    [InlineData("run", "--no-such-option")]
    public async Task What_is_mistyped_is_exit_code_2(params string[] arguments) =>
        Assert.Equal(ExitCodes.Unusable, await AgentCommandLine.RunAsync(arguments));

    [Fact]
    public async Task Version_tells_the_parts()
    {
        var version = await Typed.RunAsync("version", "--json");

        Assert.StartsWith("""{"name":"canopsis-agent","version":"0.""", version.Output, StringComparison.Ordinal);
        Assert.Contains("\"sqlite\":\"3.", version.Output, StringComparison.Ordinal);
        Assert.StartsWith("canopsis-agent 0.", (await Typed.RunAsync("version")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("canopsis-agent de", "decode")]
    [InlineData("canopsis-agent inventory s", "show")]
    [InlineData("canopsis-agent decode --en", "--enriched")]
    [InlineData("canopsis-agent run --config ", "")]
    [InlineData("canopsis-agent decode session", "")]
    public async Task Bash_completes(string typed, string expected)
    {
        const string Ask = """
            source <(canopsis-agent completion bash)
            COMP_LINE=$1 COMP_POINT=${#1}
            read -ra COMP_WORDS <<< "$1"
            [[ $1 == *' ' ]] && COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _canopsis_agent
            echo "${COMPREPLY[*]}"
            """;
        var start = new ProcessStartInfo("bash", ["-c", Ask, "bash", typed])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment["PATH"] = $"{AppContext.BaseDirectory}:{start.Environment["PATH"]}";
        using var bash = Process.Start(start)!;

        var offered = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal(expected, offered.TrimEnd());
    }

    private static IEnumerable<Command> All(Command command) => [command, .. command.Subcommands.SelectMany(All)];

    private static IEnumerable<Command> Leaves(Command command) =>
        command.Subcommands.Count == 0 ? [command] : command.Subcommands.SelectMany(Leaves);
}
