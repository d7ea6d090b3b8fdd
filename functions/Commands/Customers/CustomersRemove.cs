using System.CommandLine;
using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Customers;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Commands.Customers;

/// <summary><c>forwarder customers remove</c>: refused while events of the customer wait, unless they are to wait for ever.</summary>
internal static class CustomersRemove
{
    public static Command Create()
    {
        var key = CustomerArgument.Create();
        var force = new Option<bool>("--force")
        {
            Description = "Also when events of it wait. They stay in their lanes until the customer is added again.",
        };
        return OperatorCommand.Create(
            "remove",
            "Removes a customer. What its agents still publish is kept and alarmed; revoke their publishers first.",
            ["forwarder customers remove acme"],
            [key, force],
            async (context, cancellation) =>
            {
                var customer = context.Value(key);
                var waiting = await WaitingAsync(context, customer, cancellation);
                if (waiting > 0 && !context.Value(force))
                {
                    throw new CommandRefusedException(
                        $"{waiting} events of customer {customer} wait for its Canopsis. Let them be delivered, or give --force.",
                        ExitCodes.Usage
                    );
                }
                var table = new CustomerTable(context.Tables.Table(CustomerTable.TableName), context.Time);
                if (!await table.RemoveAsync(customer, cancellation))
                {
                    throw CustomersShow.Missing(customer);
                }
                if (context.IsJson)
                {
                    OperatorContext.Print(json =>
                    {
                        json.WriteString("removed", customer);
                        json.WriteNumber("waiting", waiting);
                    });
                }
                else
                {
                    OperatorContext.Print($"Customer {customer} is removed; {waiting} of its events wait.");
                }
                return 0;
            }
        );
    }

    private static async Task<long> WaitingAsync(
        OperatorContext context,
        string customer,
        CancellationToken cancellation
    )
    {
        var table = context.Tables.Table(TableLaneStore.TableName);
        var directory = new LaneDirectory(table, context.Time);
        var store = new TableLaneStore(table, directory);
        var waiting = 0L;
        foreach (var lane in await directory.ListAsync(parkedOnly: false, cancellation))
        {
            if (PublisherId.TryParse(lane.Publisher, out var publisher) && publisher.Customer == customer)
            {
                var row = (await store.ReadAsync(lane.Publisher, cancellation)).Row;
                waiting += row.Counters.Parked + row.Counters.InProgress;
            }
        }
        return waiting;
    }
}
