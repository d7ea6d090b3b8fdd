using System.CommandLine;
using System.Globalization;

namespace Forwarder.Functions.Commands.Lanes;

/// <summary><c>forwarder lanes list</c>: one line for each start of an agent, as far as the packs tell.</summary>
internal static class LanesList
{
    public static Command Create() =>
        OperatorCommand.Create(
            "list",
            "Lists the packs that name no known publisher, by lane and epoch. An epoch is one start of one agent: canopsis-agent spool list shows its own.",
            ["forwarder lanes list"],
            [],
            async (context, cancellation) =>
            {
                var found = await LanesCommand.Open(context).ListAsync(cancellation);
                if (!context.IsJson)
                {
                    foreach (var packs in found)
                    {
                        OperatorContext.Print(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{packs.Lane}  epoch {packs.Epoch}  {packs.Labels.Count} packs, {packs.Events} events, sequence {packs.Labels[0].Key.Sequence} to {packs.Labels[^1].Key.Sequence}, {packs.Oldest:u} to {packs.Newest:u}"
                            )
                        );
                    }
                    if (found.Count == 0)
                    {
                        OperatorContext.Print("There are none.");
                    }
                    return 0;
                }
                OperatorContext.Print(json =>
                {
                    json.WriteStartArray("lanes");
                    foreach (var packs in found)
                    {
                        json.WriteStartObject();
                        json.WriteString("lane", packs.Lane);
                        json.WriteString("epoch", packs.Epoch);
                        json.WriteNumber("packs", packs.Labels.Count);
                        json.WriteNumber("events", packs.Events);
                        json.WriteNumber("first_sequence", packs.Labels[0].Key.Sequence);
                        json.WriteNumber("last_sequence", packs.Labels[^1].Key.Sequence);
                        json.WriteString("oldest", packs.Oldest?.ToString("O", CultureInfo.InvariantCulture));
                        json.WriteString("newest", packs.Newest?.ToString("O", CultureInfo.InvariantCulture));
                        json.WriteEndObject();
                    }
                    json.WriteEndArray();
                });
                return 0;
            }
        );
}
