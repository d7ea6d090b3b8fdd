using System.CommandLine;
using System.Globalization;
using Forwarder.Functions.DeadLetters;
using Forwarder.Functions.Delivery;

namespace Forwarder.Functions.Commands.DeadLetters;

/// <summary><c>forwarder dead-letters list</c>: groups by customer, cause and state, or single letters of one customer.</summary>
internal static class DeadLettersList
{
    public static Command Create()
    {
        var customer = LetterOptions.Customer(isRequired: false);
        var cause = LetterOptions.Cause();
        var state = new Option<string?>("--state")
        {
            Description = "Only open, sending, superseded, delivered or discarded ones.",
        };
        state.AcceptOnlyFromAmong([.. DeadLetterState.All]);
        var each = new Option<bool>("--each") { Description = "Lists single letters; needs --customer." };
        var limit = new Option<int>("--limit") { Description = "Most letters.", DefaultValueFactory = _ => 100 };
        return OperatorCommand.Create(
            "list",
            "Counts dead letters by customer, cause and state, or lists them one by one.",
            ["forwarder dead-letters list", "forwarder dead-letters list --customer acme --each --state open"],
            [customer, cause, state, each, limit],
            async (context, cancellation) =>
            {
                var desk = LetterOptions.Desk(context);
                if (!context.Value(each))
                {
                    PrintGroups(
                        context,
                        (await desk.GroupsAsync(context.Value(customer), cancellation)).Where(group =>
                            (context.Value(cause) is not { } only || group.Cause == only)
                            && (context.Value(state) is not { } wanted || group.State == wanted)
                        )
                    );
                    return 0;
                }
                var key =
                    context.Value(customer)
                    ?? throw new CommandRefusedException("--each needs --customer.", Hosting.ExitCodes.Usage);
                var letters = await desk.LettersAsync(
                    key,
                    context.Value(cause),
                    context.Value(state),
                    Math.Clamp(context.Value(limit), 1, 10_000),
                    cancellation
                );
                if (context.IsJson)
                {
                    OperatorContext.Print(json => LetterJson.Letters(json, letters));
                    return 0;
                }
                foreach (var letter in letters)
                {
                    OperatorContext.Print(
                        $"{letter.RowKey}  {letter.Text("state"), -10} {letter.Text("reason"), -14} {letter.Text("about"), -12} {letter.Text("detail")}"
                    );
                }
                return 0;
            }
        );
    }

    private static void PrintGroups(OperatorContext context, IEnumerable<LetterGroup> groups)
    {
        List<LetterGroup> all = [.. groups];
        if (context.IsJson)
        {
            OperatorContext.Print(json => LetterJson.Groups(json, all));
            return;
        }
        foreach (var group in all)
        {
            OperatorContext.Print(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{group.Customer, -24} {group.Cause, -14} {group.State, -10} {group.Count, 8}  oldest {group.Oldest:u}  {group.Example}"
                )
            );
        }
        if (all.Count == 0)
        {
            OperatorContext.Print("There are no dead letters.");
        }
    }
}
