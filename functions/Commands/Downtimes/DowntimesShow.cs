using System.CommandLine;
using Forwarder.Functions.Downtimes;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.Commands.Downtimes;

/// <summary><c>forwarder downtimes show</c>: one row, and what Canopsis holds of it now.</summary>
internal static class DowntimesShow
{
    public static Command Create()
    {
        var customer = CustomerOption.Create();
        var name = new Argument<string>("NAME") { Description = "Name of the downtime in Canopsis." };
        return OperatorCommand.Create(
            "show",
            "Prints one downtime: what is desired, how far it came, and what Canopsis holds.",
            ["forwarder downtimes show centreon-downtime-acme-paris-1-8-1715607730 --customer acme"],
            [name, customer],
            async (context, cancellation) =>
            {
                using var access = await DowntimeAccess.OpenAsync(context, context.Value(customer)!, cancellation);
                var asked = context.Value(name);
                var stored = await access.Downtimes.Store.FindAsync(context.Value(customer)!, asked, cancellation);
                var id = stored?.Row.Progress.Id ?? asked;
                var (found, answer) = await access.Downtimes.Client.FindAsync(id, asked, cancellation);
                if (stored is null && found is null)
                {
                    throw new CommandRefusedException(
                        $"there is no downtime {asked}. forwarder downtimes list shows all.",
                        ExitCodes.Usage
                    );
                }
                OperatorContext.Print(json =>
                {
                    json.WriteStartObject("desired");
                    if (stored is not null)
                    {
                        DowntimeText.Write(json, stored.Row);
                    }
                    json.WriteEndObject();
                    json.WriteString("canopsis_answer", answer.IsOutage ? answer.Error : null);
                    json.WriteStartObject("canopsis");
                    if (found is not null)
                    {
                        json.WriteString("_id", found.Id);
                        json.WriteBoolean("enabled", found.IsEnabled);
                        json.WriteNumber("tstart", found.Start ?? 0);
                        json.WriteNumber("tstop", found.Stop ?? 0);
                        json.WriteString("entity", found.Entity);
                        json.WriteStartArray("comments");
                        foreach (var comment in found.Comments)
                        {
                            json.WriteStringValue(comment);
                        }
                        json.WriteEndArray();
                        json.WriteBoolean("agrees", stored is not null && DowntimeDifference.Agrees(stored.Row, found));
                    }
                    json.WriteEndObject();
                });
                return answer.IsOutage ? ExitCodes.Error : 0;
            }
        );
    }
}
