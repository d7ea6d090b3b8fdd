using System.Collections;
using System.CommandLine;
using Azure;
using Forwarder.Functions.Hosting;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Commands;

/// <summary>
/// Commands that work with the tables of an installation. Exit codes: 0 done, 1 something did not answer or refused, 2 what was asked for is not valid.
/// </summary>
internal static class OperatorCommand
{
    /// <param name="examples">Whole command lines, shown in the help.</param>
    /// <param name="arguments">Arguments and options of its own.</param>
    public static Command Create(
        string name,
        string description,
        IReadOnlyList<string> examples,
        IReadOnlyList<Symbol> arguments,
        Func<OperatorContext, CancellationToken, Task<int>> run
    )
    {
        var storage = new Option<string?>("--storage")
        {
            Description =
                "Connection string of the storage account; by default the settings AzureWebJobsStorage… of the environment.",
        };
        var json = new Option<bool>("--json") { Description = "Prints one JSON document." };
        var command = new Command(
            name,
            $"{description}\n\nExamples:\n{string.Join('\n', examples.Select(e => "  " + e))}"
        );
        foreach (var symbol in arguments)
        {
            if (symbol is Argument argument)
            {
                command.Add(argument);
            }
            else
            {
                command.Add((Option)symbol);
            }
        }
        command.Add(storage);
        command.Add(json);
        command.SetAction(
            async (parsed, cancellation) =>
                await RunAsync(name, () => run(new OperatorContext(parsed, storage, json, Environment()), cancellation))
        );
        return command;
    }

    private static async Task<int> RunAsync(string name, Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (CommandRefusedException refused)
        {
            return Refuse(name, refused.Message, refused.ExitCode);
        }
        catch (RequestFailedException fault) when (fault.Status is 401 or 403)
        {
            return Refuse(
                name,
                $"{fault.Message} The account's key is wrong, or the identity lacks Storage Table Data Contributor.",
                ExitCodes.Error
            );
        }
        catch (RequestFailedException fault)
        {
            return Refuse(name, $"{fault.Message} Nothing more was changed; repeat the command.", ExitCodes.Error);
        }
        catch (TableLimitException tooLarge)
        {
            return Refuse(name, tooLarge.Message, ExitCodes.Usage);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return Refuse(name, unreadable.Message, ExitCodes.Usage);
        }
    }

    private static int Refuse(string name, string message, int code)
    {
        Console.Error.WriteLine($"forwarder {name}: {message}");
        return code;
    }

    private static Dictionary<string, string> Environment() =>
        System
            .Environment.GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
}
