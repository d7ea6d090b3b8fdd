using System.CommandLine;
using Forwarder.Contracts.Parameters;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Customers;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Commands.Validation;

/// <summary><c>forwarder validate</c>: everything that is wrong with the customers, and with <c>--online</c> with their Canopsis.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var online = new Option<bool>("--online")
        {
            Description = "Asks each Canopsis for connection, key and rights, by requests without effect.",
        };
        var one = new Option<string?>("--customer") { Description = "Only this customer." };
        var folder = new Option<string?>("--customers-dir")
        {
            Description = "Only the customers of this folder; the tables are not read.",
        };
        return OperatorCommand.Create(
            "validate",
            "Checks all customers as the functions do. Ends with 2 if one is not valid, with 1 if a Canopsis does not answer or refuses.",
            ["forwarder validate", "forwarder validate --online --customer acme"],
            [online, one, folder],
            async (context, cancellation) =>
            {
                var rows = await StoredCustomers.ReadAsync(context, context.Value(folder), cancellation);
                if (context.Value(one) is { } key && !rows.Any(row => row.Key == key))
                {
                    throw new CommandRefusedException($"there is no customer {key}.", ExitCodes.Usage);
                }
                var reports = new List<CustomerReport>();
                foreach (var row in rows.Where(row => context.Value(one) is not { } only || row.Key == only))
                {
                    reports.Add(await ReportAsync(context, row, rows, context.Value(online), cancellation));
                }
                Print(context, reports);
                return reports.Exists(report => !report.IsValid) ? ExitCodes.Usage
                    : reports.Exists(report => report.Checks.Any(check => check.Problem is not null)) ? ExitCodes.Error
                    : 0;
            }
        );
    }

    private static async Task<CustomerReport> ReportAsync(
        OperatorContext context,
        CustomerRow row,
        IReadOnlyList<CustomerRow> all,
        bool isOnline,
        CancellationToken cancellation
    )
    {
        var problems = new List<ParameterProblem>();
        if (!CustomerFolder.IsCustomerKey(row.Key))
        {
            problems.Add(new("file", row.Key, "Name the file like the customer of a publisher id."));
        }
        var customer = CustomerCheck.Check(row, all, problems);
        var report = new CustomerReport(
            row.Key,
            customer is not null && CustomerFolder.IsCustomerKey(row.Key),
            problems
        );
        if (customer is null || !isOnline)
        {
            return report;
        }
        using var key = StoredCustomers.KeyOf(customer, StoredCustomers.Vault(context), context.Time);
        using var session = new CanopsisSession(customer.Canopsis, key);
        return report with { Checks = await new CanopsisCheck(customer, session).RunAsync(cancellation) };
    }

    private static void Print(OperatorContext context, List<CustomerReport> reports)
    {
        if (!context.IsJson)
        {
            foreach (var report in reports)
            {
                PrintText(report);
            }
            if (reports.Count == 0)
            {
                OperatorContext.Print("There are no customers. forwarder customers add adds one.");
            }
            return;
        }
        OperatorContext.Print(json =>
        {
            json.WriteStartArray("customers");
            foreach (var report in reports)
            {
                json.WriteStartObject();
                json.WriteString("customer", report.Customer);
                json.WriteBoolean("valid", report.IsValid);
                json.WriteStartArray("problems");
                foreach (var problem in report.Problems)
                {
                    json.WriteStartObject();
                    json.WriteString("parameter", problem.Name);
                    json.WriteString("value", problem.Value);
                    json.WriteString("remedy", problem.Remedy);
                    json.WriteBoolean("warning", problem.IsWarning);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                json.WriteStartArray("checks");
                foreach (var check in report.Checks)
                {
                    json.WriteStartObject();
                    json.WriteString("check", check.What);
                    json.WriteString("problem", check.Problem);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });
    }

    private static void PrintText(CustomerReport report)
    {
        OperatorContext.Print($"{report.Customer}: {(report.IsValid ? "valid" : "not valid")}");
        foreach (var problem in report.Problems)
        {
            OperatorContext.Print($"  {(problem.IsWarning ? "warning: " : "")}{problem}");
        }
        foreach (var check in report.Checks)
        {
            OperatorContext.Print($"  {check.What}: {check.Problem ?? "ok"}");
        }
    }
}
