using System.Text;
using System.Text.Json;

namespace Forwarder.Agent.Inventory;

/// <summary>Reads members of persisted rows; an absent one has its type's default.</summary>
internal static class RowJson
{
    public static long NumberOf(this JsonElement row, string name) =>
        row.TryGetProperty(name, out var value) ? value.GetInt64() : 0;

    public static ulong IdOf(this JsonElement row, string name) =>
        row.TryGetProperty(name, out var value) ? value.GetUInt64() : 0;

    public static byte[] TextOf(this JsonElement row, string name) =>
        row.TryGetProperty(name, out var value) ? Encoding.UTF8.GetBytes(value.GetString()!) : [];

    /// <summary>Writes <c>,"pollers":[{"poller":3,"generation":7}]</c>.</summary>
    public static void WritePollers(JsonBuffer row, PollerSet set)
    {
        row.Raw(",\"pollers\":["u8);
        var separator = ""u8;
        foreach (var (pollerId, generation) in set.Pollers)
        {
            row.Raw(separator);
            row.Raw("{\"poller\":"u8);
            row.Number(pollerId);
            row.Raw(",\"generation\":"u8);
            row.Number(generation);
            row.Raw("}"u8);
            separator = ","u8;
        }
        row.Raw("]"u8);
    }

    public static void LoadPollers(JsonElement row, PollerSet set)
    {
        foreach (var poller in row.GetProperty("pollers").EnumerateArray())
        {
            set.Add(poller.IdOf("poller"), (int)poller.NumberOf("generation"));
        }
    }
}
