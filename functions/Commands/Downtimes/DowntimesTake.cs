using System.CommandLine;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Downtimes;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Commands.Downtimes;

/// <summary><c>forwarder downtimes adopt</c> and <c>purge</c>: what becomes of pbehaviors that look like ours and have no row. Listed first.</summary>
internal static class DowntimesTake
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public static Command Create(bool isAdoption)
    {
        var customer = CustomerOption.Create();
        var names = new Argument<string[]>("NAME")
        {
            Description = "Names as listed; none lists them.",
            Arity = ArgumentArity.ZeroOrMore,
            DefaultValueFactory = _ => [],
        };
        var all = new Option<bool>("--all") { Description = "All that are listed." };
        var reference = new Option<bool>("--reference")
        {
            Description =
                "Also those that the Lua stream connector created. They can belong to anybody who shares this Canopsis: look at the list first.",
        };
        var verb = isAdoption ? "adopt" : "purge";
        return OperatorCommand.Create(
            verb,
            isAdoption
                ? "Takes over downtimes in Canopsis of which nothing is known, so that they end with those of Centreon. Without NAME or --all it lists them."
                : "Deletes downtimes in Canopsis of which nothing is known. Without NAME or --all it lists them.",
            [
                $"forwarder downtimes {verb} --customer acme --reference",
                $"forwarder downtimes {verb} centreon-downtime-8-1715607730 --customer acme --reference",
            ],
            [names, customer, all, reference],
            async (context, cancellation) =>
            {
                var key = context.Value(customer)!;
                using var access = await DowntimeAccess.OpenAsync(context, key, cancellation);
                var unknown = new UnknownDowntimes(key, access.Downtimes, context.Time);
                var (items, answer) = await unknown.FindAsync(access.Customers, context.Value(reference), cancellation);
                if (items is null)
                {
                    throw new CommandRefusedException(
                        $"Canopsis does not answer as it should: {answer.Error}",
                        ExitCodes.Error
                    );
                }
                if (context.Value(names).Length == 0 && !context.Value(all))
                {
                    List(context, items, verb);
                    return 0;
                }
                var chosen = Chosen(items, context.Value(names), context.Value(all));
                return isAdoption
                    ? await AdoptAsync(unknown, chosen, cancellation)
                    : await PurgeAsync(context, unknown, chosen, cancellation);
            }
        );
    }

    private static void List(OperatorContext context, IReadOnlyList<ListedPbehavior> items, string verb)
    {
        if (context.IsJson)
        {
            OperatorContext.Print(json =>
            {
                json.WriteStartArray("unknown");
                foreach (var item in items)
                {
                    json.WriteStringValue(item.Name);
                }
                json.WriteEndArray();
            });
            return;
        }
        foreach (var item in items)
        {
            OperatorContext.Print(DowntimeText.Line(item));
        }
        OperatorContext.Print(
            items.Count == 0
                ? "There are none."
                : $"{items.Count} downtimes; forwarder downtimes {verb} NAME... or --all does it."
        );
    }

    private static List<ListedPbehavior> Chosen(IReadOnlyList<ListedPbehavior> items, string[] names, bool all)
    {
        var missing = names.FirstOrDefault(name => items.All(item => item.Name != name));
        return missing is null
            ? [.. items.Where(item => all || names.Contains(item.Name, StringComparer.Ordinal))]
            : throw new CommandRefusedException($"{missing} is not among the unknown downtimes.", ExitCodes.Usage);
    }

    private static async Task<int> AdoptAsync(
        UnknownDowntimes unknown,
        List<ListedPbehavior> chosen,
        CancellationToken cancellation
    )
    {
        var refused = chosen.Where(item => UnknownDowntimes.Refusal(item) is not null).ToList();
        foreach (var item in refused)
        {
            await Console.Error.WriteLineAsync($"{item.Name} is left: {UnknownDowntimes.Refusal(item)}.");
        }
        var adopted = await unknown.AdoptAsync(chosen, cancellation);
        OperatorContext.Print($"{adopted} downtimes taken over.");
        return refused.Count == 0 ? 0 : ExitCodes.Error;
    }

    private static async Task<int> PurgeAsync(
        OperatorContext context,
        UnknownDowntimes unknown,
        List<ListedPbehavior> chosen,
        CancellationToken cancellation
    )
    {
        var update = new DowntimeUpdate(new Deadline(context.Time, Longest));
        await unknown.PurgeAsync(chosen, update, cancellation);
        OperatorContext.Print($"{update.Done(DowntimeActionKind.Delete)} of {chosen.Count} downtimes deleted.");
        return update is { Failed: 0, Left: 0, Outage: null } ? 0 : ExitCodes.Error;
    }
}
