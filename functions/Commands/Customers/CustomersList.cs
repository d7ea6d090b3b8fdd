using System.CommandLine;
using Forwarder.Contracts.Parameters;
using Forwarder.Functions.Customers;

namespace Forwarder.Functions.Commands.Customers;

/// <summary><c>forwarder customers list</c>.</summary>
internal static class CustomersList
{
    public static Command Create() =>
        OperatorCommand.Create(
            "list",
            "Lists the customers: where their Canopsis is, whether they are paused or not valid.",
            ["forwarder customers list --json"],
            [],
            async (context, cancellation) =>
            {
                var table = new CustomerTable(context.Tables.Table(CustomerTable.TableName), context.Time);
                var rows = await table.ListAsync(cancellation);
                var lines = rows.Select(row =>
                        (Row: row, Parameters: CustomerCheck.Check(row, rows, new List<ParameterProblem>()))
                    )
                    .ToList();
                if (context.IsJson)
                {
                    OperatorContext.Print(json =>
                    {
                        json.WriteStartArray("customers");
                        foreach (var (row, parameters) in lines)
                        {
                            json.WriteStartObject();
                            json.WriteString("customer", row.Key);
                            json.WriteString("state", State(row, parameters));
                            json.WriteString("canopsis", Canopsis(parameters));
                            json.WriteString("changed_at", row.ChangedAt);
                            json.WriteEndObject();
                        }
                        json.WriteEndArray();
                    });
                    return 0;
                }
                foreach (var (row, parameters) in lines)
                {
                    OperatorContext.Print(
                        $"{row.Key, -40} {State(row, parameters), -9} {row.ChangedAt:u} {Canopsis(parameters)}"
                    );
                }
                if (lines.Count == 0)
                {
                    OperatorContext.Print("There are no customers in the table.");
                }
                return 0;
            }
        );

    private static string? Canopsis(CustomerParameters? parameters) =>
        parameters is null ? null : $"{parameters.Canopsis.EventUrl.Authority}/{parameters.Identity.Prefix}";

    private static string State(CustomerRow row, CustomerParameters? parameters) =>
        parameters is null ? "invalid"
        : row.IsPaused ? "paused"
        : "active";
}
