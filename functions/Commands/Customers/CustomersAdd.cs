using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Forwarder.Contracts.Parameters;
using Forwarder.Functions.Customers;
using Forwarder.Functions.Hosting;
using Forwarder.Functions.Onboarding;

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
            Description =
                "File for the agent's part of the form, with --issue-token for its whole configuration; by default it is printed.",
        };
        var onboarding = new OnboardingOptions();
        var replace = new Option<bool>("--replace") { Description = "Replaces a customer that exists." };
        return OperatorCommand.Create(
            "add",
            "Adds a customer. Everything that is wrong is told at once, and then nothing is stored.",
            [
                "forwarder customers add acme --from-form form.txt --set canopsis_authkey_secret=https://vault.vault.azure.net/secrets/acme",
                "forwarder customers add acme --parameters acme.json --replace",
                "forwarder customers add acme --from-form form.txt --issue-token central --hub https://contoso.servicebus.windows.net/events",
            ],
            [key, form, parameters, set, format, agent, replace, .. onboarding.All],
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
                    onboarding,
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
        OnboardingOptions onboarding,
        string? agentFile,
        bool mayReplace,
        CancellationToken cancellation
    )
    {
        var problems = new List<ParameterProblem>();
        var read = await input.ReadAsync(problems, cancellation);
        var token = await onboarding.IssueAsync(context, key, cancellation);
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
        var sheet = token is null
            ? null
            : new OnboardingSheet(
                key,
                AuthkeySecret(read.Json),
                token,
                agentPart is null ? null : JsonNode.Parse(agentPart)!.AsObject(),
                await onboarding.WriteAsync(context, token, cancellation)
            );
        agentPart = sheet is null ? agentPart : Encoding.UTF8.GetBytes(sheet.AgentJson);
        if (agentFile is not null && agentPart is not null)
        {
            await File.WriteAllBytesAsync(agentFile, agentPart, cancellation);
        }
        Print(context, key, problems, agentFile, agentPart, sheet);
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
        byte[]? agentPart,
        OnboardingSheet? sheet
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
                sheet?.WriteTo(json);
            });
            return;
        }
        OperatorContext.Print($"Customer {key} is stored; the functions serve it within 60 seconds.");
        if (sheet is not null)
        {
            OperatorContext.Print("");
            OperatorContext.Print(sheet.Write());
        }
        else if (agentPart is not null && agentFile is not null)
        {
            OperatorContext.Print($"The agent's part is in {agentFile}: put it into agent.json.");
        }
        else if (agentPart is not null)
        {
            OperatorContext.Print("The agent's part, for agent.json:");
            OperatorContext.Print(Encoding.UTF8.GetString(agentPart));
        }
    }

    private static Uri? AuthkeySecret(ReadOnlyMemory<byte> parameters)
    {
        using var document = JsonDocument.Parse(parameters, CustomerParameters.Lenient);
        return
            document.RootElement.TryGetProperty("canopsis_authkey_secret", out var secret)
            && secret.ValueKind == JsonValueKind.String
            && Uri.TryCreate(secret.GetString(), UriKind.Absolute, out var uri)
            ? uri
            : null;
    }
}
