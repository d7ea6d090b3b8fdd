using System.CommandLine;
using Forwarder.Functions.DeadLetters;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Commands.DeadLetters;

/// <summary><c>forwarder dead-letters orders</c>: who decided what, and where the letters are now.</summary>
internal static class DeadLettersOrders
{
    public static Command Create()
    {
        var id = new Argument<string?>("ORDER")
        {
            Description = "Shows the letters of this order by state.",
            DefaultValueFactory = _ => null,
        };
        return OperatorCommand.Create(
            "orders",
            "Lists what was decided about dead letters, newest first, or shows what came of one decision.",
            ["forwarder dead-letters orders", "forwarder dead-letters orders 20260302T101530123-0123456789"],
            [id],
            async (context, cancellation) =>
            {
                var desk = LetterOptions.Desk(context);
                if (context.Value(id) is { } one)
                {
                    var (order, states) =
                        await desk.ResultAsync(one, cancellation)
                        ?? throw new CommandRefusedException($"there is no order {one}.", ExitCodes.Usage);
                    OperatorContext.Print(json =>
                    {
                        LetterJson.Order(json, order);
                        LetterJson.States(json, states);
                    });
                    return 0;
                }
                var orders = await desk.OrdersAsync(cancellation);
                OperatorContext.Print(json =>
                {
                    json.WriteStartArray("orders");
                    foreach (var order in orders)
                    {
                        json.WriteStartObject();
                        LetterJson.Order(json, order);
                        json.WriteEndObject();
                    }
                    json.WriteEndArray();
                });
                return 0;
            }
        );
    }
}
