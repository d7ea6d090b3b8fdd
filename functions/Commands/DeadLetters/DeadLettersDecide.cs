using System.CommandLine;
using Forwarder.Functions.Commands.Validation;
using Forwarder.Functions.DeadLetters;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Commands.DeadLetters;

/// <summary><c>forwarder dead-letters redrive</c> and <c>discard</c>: one, those of a cause, or all of a customer.</summary>
internal static class DeadLettersDecide
{
    public static Command Create(LetterAction action, string name, string description)
    {
        var customer = LetterOptions.Customer(isRequired: true);
        var cause = LetterOptions.Cause();
        var id = new Option<string?>("--id") { Description = "Only this one." };
        var all = new Option<bool>("--all") { Description = "All of the customer." };
        var force = new Option<bool>("--force")
        {
            Description = "Also superseded ones and whole packs: Canopsis may show an old state then.",
        };
        Option[] own = action == LetterAction.Redrive ? [customer, cause, id, all, force] : [customer, cause, id, all];
        return OperatorCommand.Create(
            name,
            $"{description} The functions execute it within 15 seconds; dead-letters orders ID shows what came of it.",
            [
                $"forwarder dead-letters {name} --customer acme --cause refused",
                $"forwarder dead-letters {name} --customer acme --all",
            ],
            own,
            async (context, cancellation) =>
            {
                var chosen = new[]
                {
                    context.Value(cause) is not null,
                    context.Value(id) is not null,
                    context.Value(all),
                };
                if (chosen.Count(one => one) != 1)
                {
                    throw new CommandRefusedException("give one of --id, --cause and --all.", ExitCodes.Usage);
                }
                var desk = LetterOptions.Desk(context);
                var key = context.Value(customer)!;
                if (context.Value(id) is { } letter && await desk.LetterAsync(key, letter, cancellation) is null)
                {
                    throw new CommandRefusedException($"there is no dead letter {letter}.", ExitCodes.Usage);
                }
                if (
                    !await desk.HasLettersAsync(key, cancellation)
                    && (await StoredCustomers.ReadAsync(context, null, cancellation)).All(row => row.Key != key)
                )
                {
                    throw new CommandRefusedException(
                        $"there is no customer {key}, and no dead letter of one.",
                        ExitCodes.Usage
                    );
                }
                var order = await desk.OrderAsync(
                    action,
                    key,
                    context.Value(cause),
                    context.Value(id),
                    action == LetterAction.Redrive && context.Value(force),
                    $"{Environment.UserName} at {Environment.MachineName}",
                    cancellation
                );
                if (context.IsJson)
                {
                    OperatorContext.Print(json => LetterJson.Order(json, order));
                }
                else
                {
                    OperatorContext.Print(
                        $"Order {order.Id} is queued. forwarder dead-letters orders {order.Id} shows what comes of it."
                    );
                }
                return 0;
            }
        );
    }
}
