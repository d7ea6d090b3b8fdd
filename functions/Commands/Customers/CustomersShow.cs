using System.CommandLine;
using System.Text.Json;
using Forwarder.Contracts.Parameters;
using Forwarder.Functions.Customers;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Commands.Customers;

/// <summary><c>forwarder customers show</c>: everything that is stored, secrets hidden.</summary>
internal static class CustomersShow
{
    public static Command Create()
    {
        var key = CustomerArgument.Create();
        return OperatorCommand.Create(
            "show",
            "Prints a customer's parameters, secrets replaced by ***.",
            ["forwarder customers show acme"],
            [key],
            async (context, cancellation) =>
            {
                var table = new CustomerTable(context.Tables.Table(CustomerTable.TableName), context.Time);
                var row = await table.GetAsync(context.Value(key), cancellation) ?? throw Missing(context.Value(key));
                OperatorContext.Print(json => Write(json, row));
                return 0;
            }
        );
    }

    public static CommandRefusedException Missing(string key) =>
        new($"there is no customer {key}. forwarder customers list shows all.", ExitCodes.Usage);

    private static void Write(Utf8JsonWriter json, CustomerRow row)
    {
        json.WriteString("customer", row.Key);
        json.WriteBoolean("paused", row.IsPaused);
        json.WriteString("changed_at", row.ChangedAt);
        json.WriteStartObject("parameters");
        using var document = JsonDocument.Parse(row.Parameters);
        foreach (var parameter in document.RootElement.EnumerateObject())
        {
            // A name that the catalogue does not know may be a misspelt secret.
            if (ParameterCatalogue.Find(parameter.Name) is not { } known || known.Type == ParameterType.Secret)
            {
                json.WriteString(parameter.Name, "***");
            }
            else
            {
                parameter.WriteTo(json);
            }
        }
        json.WriteEndObject();
        json.WriteStartArray("files");
        foreach (var file in row.Files.Keys)
        {
            json.WriteStringValue(file);
        }
        json.WriteEndArray();
    }
}
