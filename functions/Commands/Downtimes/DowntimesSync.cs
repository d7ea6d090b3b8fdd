using System.CommandLine;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Downtimes;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Commands.Downtimes;

/// <summary><c>forwarder downtimes sync</c>: what the timer does every minute, now and with a result to read.</summary>
internal static class DowntimesSync
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public static Command Create()
    {
        var customer = CustomerOption.Create();
        var force = new Option<bool>("--force") { Description = "Also when suspiciously many would be deleted." };
        return OperatorCommand.Create(
            "sync",
            "Compares Canopsis with what is desired and makes them equal. Can run beside the functions.",
            ["forwarder downtimes sync --customer acme", "forwarder downtimes sync --customer acme --force"],
            [customer, force],
            async (context, cancellation) =>
            {
                var key = context.Value(customer)!;
                using var access = await DowntimeAccess.OpenAsync(context, key, cancellation);
                var outcome = await access.Downtimes.Sync.RunAsync(
                    context.Value(force),
                    name => DowntimeOwners.IsOwn(name, key, access.Customers),
                    new Deadline(context.Time, Longest),
                    cancellation
                );
                Print(context, outcome);
                return outcome.IsWhole ? 0 : ExitCodes.Error;
            }
        );
    }

    private static void Print(OperatorContext context, SyncOutcome outcome)
    {
        var update = outcome.Update;
        (string Name, int Count)[] counts =
        [
            ("created", update.Done(DowntimeActionKind.Create)),
            ("corrected", update.Done(DowntimeActionKind.Correct)),
            ("deleted", update.Done(DowntimeActionKind.Delete)),
            ("commented", update.Done(DowntimeActionKind.Comment)),
            ("confirmed", update.Done(DowntimeActionKind.Confirm)),
            ("forgotten", outcome.Forgotten),
            ("failed", update.Failed),
            ("left", update.Left + (outcome.Plan?.Waiting ?? 0)),
            ("listed", outcome.Plan?.Listed ?? 0),
            ("unknown", outcome.Plan?.Unknown.Count ?? 0),
        ];
        if (context.IsJson)
        {
            OperatorContext.Print(json =>
            {
                foreach (var (name, count) in counts)
                {
                    json.WriteNumber(name, count);
                }
                json.WriteBoolean("deletions_held_back", outcome.IsStopped);
                json.WriteString("outage", update.Outage?.Error);
            });
            return;
        }
        OperatorContext.Print(string.Join(", ", counts.Select(count => $"{count.Count} {count.Name}")));
        if (outcome.IsStopped)
        {
            OperatorContext.Print("Deletions were held back, because they are suspiciously many: see --force.");
        }
        if (update.Outage is { } outage)
        {
            OperatorContext.Print($"Canopsis does not answer as it should: {outage.Error}");
        }
    }
}
