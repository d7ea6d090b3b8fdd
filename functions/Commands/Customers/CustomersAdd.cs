using System.CommandLine;
using System.Text;
using System.Text.Json;
using Forwarder.Contracts.Parameters;
using Forwarder.Functions.Customers;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Commands.Customers;

/// <summary><c>forwarder customers add</c>: checks parameters as the functions would and stores them.</summary>
internal static class CustomersAdd
{
    public static Command Create()
    {
        var key = CustomerArgument.Create();
        var form = new Option<string?>("--from-form")
        {
            Description =
                "File with the parameters of the Lua connector as they stand in Centreon: rows type, name, value pasted from the broker's output form, or the broker's JSON. - reads stdin.",
        };
        var parameters = new Option<string?>("--parameters")
        {
            Description = "JSON file of the customer's parameters.",
        };
        var set = new Option<string[]>("--set")
        {
            Description = "name=value of one parameter; replaces what the files say. May be repeated.",
            Arity = ArgumentArity.OneOrMore,
        };
        var format = new Option<string?>("--format-file")
        {
            Description = "File of templates, stored with the customer.",
        };
        var agent = new Option<string?>("--agent-out")
        {
            Description = "File for the agent's part of the form; by default it is printed.",
        };
        var replace = new Option<bool>("--replace") { Description = "Replaces a customer that exists." };
        return OperatorCommand.Create(
            "add",
            "Adds a customer. Everything that is wrong is told at once, and then nothing is stored.",
            [
                "forwarder customers add acme --from-form form.txt --set canopsis_authkey_secret=https://vault.vault.azure.net/secrets/acme",
                "forwarder customers add acme --parameters acme.json --replace",
            ],
            [key, form, parameters, set, format, agent, replace],
            (context, cancellation) =>
                RunAsync(
                    context,
                    context.Value(key),
                    new CustomerInput(
                        context.Value(form),
                        context.Value(parameters),
                        context.Value(set) ?? [],
                        context.Value(format)
                    ),
                    context.Value(agent),
                    context.Value(replace),
                    cancellation
                )
        );
    }

    private static async Task<int> RunAsync(
        OperatorContext context,
        string key,
        CustomerInput input,
        string? agentFile,
        bool mayReplace,
        CancellationToken cancellation
    )
    {
        var problems = new List<ParameterProblem>();
        var read = await input.ReadAsync(problems, cancellation);
        var table = new CustomerTable(context.Tables.Table(CustomerTable.TableName), context.Time);
        var rows = await table.ListAsync(cancellation);
        var row = new CustomerRow(key, Encoding.UTF8.GetString(read.Json), read.Files, false, context.Time.GetUtcNow());
        CustomerCheck.Check(row, rows, problems);
        OperatorContext.Tell(problems);
        if (problems.Exists(problem => !problem.IsWarning))
        {
            throw new CommandRefusedException($"customer {key} is not stored.", ExitCodes.Usage);
        }
        await StoreAsync(table, row, rows.FirstOrDefault(other => other.Key == key), mayReplace, cancellation);
        var agentPart = read.Form.AgentJson(OperatorContext.Readable);
        if (agentFile is not null && agentPart is not null)
        {
            await File.WriteAllBytesAsync(agentFile, agentPart, cancellation);
        }
        Print(context, key, problems, agentFile, agentPart);
        return 0;
    }

    private static async Task StoreAsync(
        CustomerTable table,
        CustomerRow row,
        CustomerRow? present,
        bool mayReplace,
        CancellationToken cancellation
    )
    {
        if (present is null)
        {
            if (!await table.AddAsync(row, cancellation))
            {
                throw new CommandRefusedException(
                    $"customer {row.Key} was added by somebody else just now.",
                    ExitCodes.Usage
                );
            }
            return;
        }
        if (!mayReplace)
        {
            throw new CommandRefusedException(
                $"customer {row.Key} exists since {present.ChangedAt:u}. Give --replace to replace its parameters.",
                ExitCodes.Usage
            );
        }
        if (!await table.ReplaceAsync(row with { IsPaused = present.IsPaused }, present.ETag, cancellation))
        {
            throw new CommandRefusedException(
                $"customer {row.Key} was changed by somebody else just now.",
                ExitCodes.Usage
            );
        }
    }

    private static void Print(
        OperatorContext context,
        string key,
        IEnumerable<ParameterProblem> warnings,
        string? agentFile,
        byte[]? agentPart
    )
    {
        if (context.IsJson)
        {
            OperatorContext.Print(json =>
            {
                json.WriteString("customer", key);
                json.WriteStartArray("warnings");
                foreach (var warning in warnings)
                {
                    json.WriteStringValue(warning.ToString());
                }
                json.WriteEndArray();
                if (agentPart is not null)
                {
                    json.WritePropertyName("agent");
                    json.WriteRawValue(agentPart);
                }
            });
            return;
        }
        OperatorContext.Print($"Customer {key} is stored; the functions serve it within 60 seconds.");
        if (agentPart is not null && agentFile is not null)
        {
            OperatorContext.Print($"The agent's part is in {agentFile}: put it into agent.json.");
        }
        else if (agentPart is not null)
        {
            OperatorContext.Print("The agent's part, for agent.json:");
            OperatorContext.Print(Encoding.UTF8.GetString(agentPart));
        }
    }
}
