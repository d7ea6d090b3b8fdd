using System.CommandLine;

namespace Forwarder.Agent.Commands;

/// <summary>
/// <c>canopsis-agent completion bash|zsh|fish</c>: the script that lets the shell ask the program itself. Words come from the
/// directive <c>[suggest:POSITION]</c> that every command line has; where there is none, files are offered.
/// </summary>
internal static class CompletionCommand
{
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

    // As a file _canopsis-agent in $fpath, which is run as a function of that name, or sourced.
    private const string Zsh = """
        #compdef canopsis-agent
        # zsh completion of canopsis-agent
        _canopsis_agent() {
          local line="${(j: :)words[1,CURRENT-1]} $PREFIX"
          local -a offered
          if [[ ${words[CURRENT-1]} != --config ]]; then
            offered=(${(f)"$("${words[1]}" "[suggest:${#line}]" "$line" 2> /dev/null)"})
          fi
          if (( $#offered )); then
            compadd -a offered
          else
            _files
          fi
        }
        if [[ $funcstack[1] == _canopsis-agent ]]; then
          _canopsis_agent
        else
          compdef _canopsis_agent canopsis-agent
        fi

        """;

    private const string Fish = """
        # fish completion of canopsis-agent
        function __canopsis_agent
          set -l words (commandline --tokenize --cut-at-cursor --current-process)
          set -l line (string join ' ' -- $words (commandline --current-token --cut-at-cursor))
          set -l offered
          if test "$words[-1]" != --config
            set offered ($words[1] "[suggest:"(string length -- $line)"]" "$line" 2> /dev/null)
          end
          if test -n "$offered"
            string join \n -- $offered
          else
            __fish_complete_path (commandline --current-token)
          end
        end
        complete --command canopsis-agent --no-files --arguments '(__canopsis_agent)'

        """;

    public static Command Create() =>
        new("completion", "Prints a script that completes commands and options in a shell.")
        {
            ForShell("bash", Bash),
            ForShell("zsh", Zsh),
            ForShell("fish", Fish),
        };

    private static Command ForShell(string shell, string script)
    {
        var command = new Command(shell, $"Prints the script for {shell}.");
        command.SetAction(result => result.InvocationConfiguration.Output.Write(script.ReplaceLineEndings("\n")));
        return command;
    }
}
