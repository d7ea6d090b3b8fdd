using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Inventory;
using Forwarder.Agent.Spool;
using Forwarder.Agent.Tests;
using Microsoft.Data.Sqlite;

namespace Forwarder.Faults.Tests.Inventory;

/// <summary>
/// kill -9 of a real agent while a broker tells it of its estate: what the agent acknowledged it knows afterwards, to the
/// event, and nothing by halves.
/// </summary>
public sealed class InventoryKillTests(ITestOutputHelper output)
{
    private const string Session = "cbd-23.10.16-bbdo3.0.1-full.bin";

    private const int Kills = 6;

    // What is left of the session is too little to kill anything in the middle of it.
    private const int FewEvents = 400;

    private readonly Random random = new(Proof.Seed);
    private int acknowledged;

    [Fact]
    public async Task What_was_acknowledged_is_known_after_a_kill_at_any_instant()
    {
        using var agent = new LonelyAgent();
        RecordedEvents recorded = RecordedEvents.Read(Path.Combine(Vectors.Root, "captures", Session));
        List<InventoryRow> rows = [];
        int next = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            rows = await PlayAndKillAsync(agent, recorded, next, rows);
            // the broker goes on behind what was acknowledged; at the end the engine starts again
            next = recorded.Count - acknowledged < FewEvents ? 0 : acknowledged;
        }

        string[] list = await agent.ListInventoryAsync(TestContext.Current.CancellationToken);
        using var totals = JsonDocument.Parse(list[0]);
        Assert.Equal(
            rows.Count(row => row.Kind is (int)RowKind.Host),
            totals.RootElement.GetProperty("hosts").GetInt32()
        );
    }

    private async Task<List<InventoryRow>> PlayAndKillAsync(
        LonelyAgent agent,
        RecordedEvents recorded,
        int first,
        List<InventoryRow> begun
    )
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        using Socket socket = await agent.StartAsync(stop);
        string peer = socket
            .LocalEndPoint!.ToString()!
            .Replace("[::ffff:127.0.0.1]", "127.0.0.1", StringComparison.Ordinal);
        var broker = new KilledSession(socket);
        await broker.NegotiateAsync(stop);
        int last = random.Next(2) == 0 ? recorded.Count : random.Next(first + 1, recorded.Count + 1);
        for (int sent = first; sent < last; )
        {
            int piece = Math.Min(last, sent + random.Next(1, 250));
            await broker.SendAsync(recorded.Between(sent, piece), stop);
            sent = piece;
        }

        // Some time between the first commits and the last one, which is due after a second at the latest.
        await broker.ReceiveForAsync(TimeSpan.FromMilliseconds(random.Next(1, 1200)), stop);
        agent.Kill();
        await broker.ReceiveRestAsync(stop);

        int covered = CoveredOf(agent.Spool, peer);
        List<InventoryRow> rows = [.. SpoolReader.ReadInventory(agent.Spool)];
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"sent {first}..{last}, acknowledged {broker.Acknowledged}, covered {covered}, {rows.Count} rows"
            )
        );
        Assert.InRange(covered, (int)broker.Acknowledged, last - first);
        var model = new InventoryModel(begun);
        model.Cover(recorded.Between(first, recorded.Count), covered);
        Assert.Equal(model.Texts(), InventoryModel.TextsOf(rows));
        acknowledged = first + (int)broker.Acknowledged;
        return rows;
    }

    private static int CoveredOf(string spool, string peer)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(spool, "spool.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(covered), 0) FROM sessions WHERE peer = $peer";
        command.Parameters.AddWithValue("$peer", peer);
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
