using System.CommandLine;
using Forwarder.Functions.Customers;

namespace Forwarder.Functions.Commands.Customers;

/// <summary><c>forwarder customers pause</c> and <c>resume</c>: the events of a paused customer wait in their lanes.</summary>
internal static class CustomersPause
{
    public static Command Create(string name, bool isPaused)
    {
        var key = CustomerArgument.Create();
        return OperatorCommand.Create(
            name,
            isPaused
                ? "Stops sending to a customer's Canopsis. Its events are kept, in order, until it is resumed."
                : "Sends a paused customer's events again, those that were kept first.",
            [$"forwarder customers {name} acme"],
            [key],
            async (context, cancellation) =>
            {
                var customer = context.Value(key);
                var table = new CustomerTable(context.Tables.Table(CustomerTable.TableName), context.Time);
                if (!await table.PauseAsync(customer, isPaused, cancellation))
                {
                    throw CustomersShow.Missing(customer);
                }
                if (context.IsJson)
                {
                    OperatorContext.Print(json =>
                    {
                        json.WriteString("customer", customer);
                        json.WriteBoolean("paused", isPaused);
                    });
                }
                else
                {
                    OperatorContext.Print(
                        $"Customer {customer} is {(isPaused ? "paused" : "resumed")} within 60 seconds."
                    );
                }
                return 0;
            }
        );
    }
}
