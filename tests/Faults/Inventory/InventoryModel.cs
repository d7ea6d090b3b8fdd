using System.Text.Json;
using Forwarder.Agent;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Filtering;
using Forwarder.Agent.Inventory;
using Forwarder.Agent.Tests;
using Forwarder.Agent.Tests.Bbdo;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Faults.Tests.Inventory;

/// <summary>The rows that an agent must have committed once it covers so many events of a session, given those that it began with.</summary>
internal sealed class InventoryModel
{
    private readonly EventStage stage = new(Defaults(), new SteppedClock());
    private readonly SenderSession session = DuplicateSenders.Open(new TestPeer().Named("central"));
    private readonly Dictionary<(int, long, long), byte[]> rows;

    /// <param name="begun">Rows of the last commit before the session.</param>
    public InventoryModel(IReadOnlyCollection<InventoryRow> begun)
    {
        stage.Load(begun);
        rows = begun.ToDictionary(row => (row.Kind, row.A, row.B), row => row.Value!);
    }

    /// <summary>Takes the events of a session up to this one.</summary>
    /// <param name="events">The session's events from the first that it sends.</param>
    /// <param name="count">How many of them.</param>
    public void Cover(ReadOnlyMemory<byte> events, long count)
    {
        var reader = new EventReader(new SteppedClock());
        while (reader.Counted < count && reader.TryRead(ref events, out ReceivedEvent received))
        {
            stage.Process(session, received, reader.Decoded, static _ => { });
        }

        List<InventoryRow> changed = [];
        stage.TakeChanges(changed);
        foreach (InventoryRow row in changed)
        {
            if (row.Value is null)
            {
                rows.Remove((row.Kind, row.A, row.B));
            }
            else
            {
                rows[(row.Kind, row.A, row.B)] = row.Value;
            }
        }
    }

    /// <summary>Rows as texts, to be compared; the checkpoint of live statuses follows the clock and is left out.</summary>
    public static IEnumerable<string> TextsOf(IEnumerable<InventoryRow> rows) =>
        rows.Where(row => row.Kind != (int)RowKind.LiveStatuses)
            .Select(row => $"{(RowKind)row.Kind} {row.A} {row.B} {Convert.ToHexString(row.Value!)}")
            .Order(StringComparer.Ordinal);

    public IEnumerable<string> Texts() =>
        TextsOf(rows.Select(row => new InventoryRow(row.Key.Item1, row.Key.Item2, row.Key.Item3, row.Value)));

    private static ParameterSet Defaults() =>
        ParameterReader.Read(
            new Dictionary<string, string>
            {
                ["hub_host"] = "hub.example.test",
                ["hub_name"] = "events",
                ["hub_publisher"] = "lab.central",
            }.Select(parameter => (parameter.Key, JsonSerializer.SerializeToElement(parameter.Value))),
            ParameterOwner.Agent,
            []
        )!;
}
