using System.CommandLine;
using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Commands.Validation;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Commands.Lanes;

/// <summary><c>forwarder lanes assign</c> and <c>discard</c>. The epoch has to be named when there are several: they may be of different customers.</summary>
internal static class LanesDecide
{
    public static Command Assign()
    {
        var (lane, epoch, all) = Choice();
        var publisher = new Option<string>("--publisher")
        {
            Description = $"Whose packs they are: {PublisherId.Form}.",
            Required = true,
        };
        return OperatorCommand.Create(
            "assign",
            "Moves packs behind the queue of a publisher's lane, which is delivered within 15 seconds. What the publisher's lane knows already is only removed. Repeating it does no harm.",
            ["forwarder lanes assign --lane '!unknown-3' --publisher acme.paris"],
            [lane, epoch, all, publisher],
            async (context, cancellation) =>
            {
                if (!PublisherId.TryParse(context.Value(publisher), out var to))
                {
                    throw new CommandRefusedException(
                        $"--publisher {context.Value(publisher)}: write {PublisherId.Form}.",
                        ExitCodes.Usage
                    );
                }
                var customers = await StoredCustomers.ReadAsync(context, null, cancellation);
                if (!customers.Any(customer => customer.Key == to.Customer))
                {
                    throw new CommandRefusedException(
                        $"there is no customer {to.Customer}; forwarder customers add adds one.",
                        ExitCodes.Usage
                    );
                }
                var lanes = LanesCommand.Open(context);
                var chosen = await ChooseAsync(lanes, context, lane, epoch, all, cancellation);
                var moved = await lanes.AssignAsync(context.Value(lane)!, chosen, to, cancellation);
                Print(context, "assigned", moved, $"{moved} packs are in lane {to} now.");
                return 0;
            }
        );
    }

    public static Command Discard()
    {
        var (lane, epoch, all) = Choice();
        var force = new Option<bool>("--force") { Description = "Their events never reach a Canopsis: says you know." };
        return OperatorCommand.Create(
            "discard",
            $"Gives packs up for good. Each is kept as a discarded dead letter of {UnclaimedLanes.LettersOf}, with who did it.",
            ["forwarder lanes discard --lane '!unknown-3' --force"],
            [lane, epoch, all, force],
            async (context, cancellation) =>
            {
                var lanes = LanesCommand.Open(context);
                var chosen = await ChooseAsync(lanes, context, lane, epoch, all, cancellation);
                if (!context.Value(force))
                {
                    throw new CommandRefusedException(
                        "their events never reach a Canopsis then: give --force, or lanes assign to deliver them.",
                        ExitCodes.Usage
                    );
                }
                var by = $"{Environment.UserName} at {Environment.MachineName}";
                var gone = await lanes.DiscardAsync(context.Value(lane)!, chosen, by, cancellation);
                Print(
                    context,
                    "discarded",
                    gone,
                    $"{gone} packs are given up; forwarder dead-letters list --customer {UnclaimedLanes.LettersOf} --each shows them."
                );
                return 0;
            }
        );
    }

    private static (Option<string> Lane, Option<string?> Epoch, Option<bool> All) Choice() =>
        (
            new Option<string>("--lane") { Description = "As lanes list names it.", Required = true },
            new Option<string?>("--epoch") { Description = "Only packs of this start of an agent." },
            new Option<bool>("--all-epochs") { Description = "All packs of the lane, whoever sent them." }
        );

    /// <returns>The epoch; null for all.</returns>
    private static async Task<string?> ChooseAsync(
        UnclaimedLanes lanes,
        OperatorContext context,
        Option<string> lane,
        Option<string?> epoch,
        Option<bool> all,
        CancellationToken cancellation
    )
    {
        var name = context.Value(lane)!;
        if (!UnclaimedLanes.IsUnclaimed(name))
        {
            throw new CommandRefusedException(
                $"lane {name} has a publisher and is delivered; lanes list names those without.",
                ExitCodes.Usage
            );
        }
        if (context.Value(epoch) is { } one)
        {
            return context.Value(all)
                ? throw new CommandRefusedException("give --epoch or --all-epochs.", ExitCodes.Usage)
                : one;
        }
        var epochs = (await lanes.ListAsync(cancellation)).Where(packs => packs.Lane == name).ToList();
        if (context.Value(all))
        {
            return null;
        }
        // Named even when it is the only one: packs of another may arrive meanwhile. No agent has an empty one.
        return epochs.Count <= 1
            ? epochs.FirstOrDefault()?.Epoch ?? ""
            : throw new CommandRefusedException(
                $"lane {name} holds packs of {epochs.Count} starts of agents, possibly of several customers: give --epoch, or --all-epochs if all belong together. {string.Join(' ', epochs.Select(packs => packs.Epoch))}",
                ExitCodes.Usage
            );
    }

    private static void Print(OperatorContext context, string what, int packs, string line)
    {
        if (context.IsJson)
        {
            OperatorContext.Print(json => json.WriteNumber(what, packs));
        }
        else
        {
            OperatorContext.Print(line);
        }
    }
}
