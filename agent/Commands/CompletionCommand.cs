using System.CommandLine;

namespace Forwarder.Agent.Commands;

/// <summary><c>canopsis-agent completion bash</c>: the script that lets the shell ask the program itself.</summary>
internal static class CompletionCommand
{
    // Words come from the directive [suggest:POSITION] that every command line has; where there is none, files are offered.
    private const string Bash = """
        # bash completion of canopsis-agent
        _canopsis_agent() {
          local line=${COMP_LINE:0:COMP_POINT} words
          [[ ${COMP_WORDS[COMP_CWORD-1]} == --config ]] && return
          words=$("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2> /dev/null) || return
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _canopsis_agent canopsis-agent

        """;

    public static Command Create()
    {
        var bash = new Command("bash", "Prints the script for bash.");
        bash.SetAction(result => result.InvocationConfiguration.Output.Write(Bash.ReplaceLineEndings("\n")));
        return new Command("completion", "Prints a script that completes commands and options in a shell.") { bash };
    }
}
