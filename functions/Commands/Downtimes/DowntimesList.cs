using System.CommandLine;
using Forwarder.Functions.Downtimes;

namespace Forwarder.Functions.Commands.Downtimes;

/// <summary><c>forwarder downtimes list</c>: from the table alone, also while Canopsis does not answer.</summary>
internal static class DowntimesList
{
    public static Command Create()
    {
        var customer = CustomerOption.Create();
        var pending = new Option<bool>("--pending")
        {
            Description = "Only those that Canopsis does not hold as desired.",
        };
        return OperatorCommand.Create(
            "list",
            "Lists what is desired: state, window (UTC), name, entity, and why it is not done.",
            ["forwarder downtimes list --customer acme --pending"],
            [customer, pending],
            async (context, cancellation) =>
            {
                var store = DowntimeTables.Of(context.Tables).Downtimes;
                var rows = (await store.ReadAsync(context.Value(customer)!, cancellation))
                    .Select(stored => stored.Row)
                    .Where(row => !context.Value(pending) || !row.Progress.IsDone || row.Progress.IsFailing)
                    .OrderBy(row => row.Body.Start)
                    .ToList();
                if (context.IsJson)
                {
                    OperatorContext.Print(json =>
                    {
                        json.WriteStartArray("downtimes");
                        foreach (var row in rows)
                        {
                            json.WriteStartObject();
                            DowntimeText.Write(json, row);
                            json.WriteEndObject();
                        }
                        json.WriteEndArray();
                    });
                    return 0;
                }
                foreach (var row in rows)
                {
                    OperatorContext.Print(DowntimeText.Line(row));
                }
                if (rows.Count == 0)
                {
                    OperatorContext.Print("There are none.");
                }
                return 0;
            }
        );
    }
}
