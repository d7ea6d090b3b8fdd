using System.Text.Json.Nodes;

namespace Forwarder.EndToEnd.Tests.Simulator;

/// <summary>Events to send: a valid check with some members replaced, added or, by null, taken away.</summary>
internal static class Check
{
    /// <summary>Stands for a member that is there with the value null.</summary>
    public static readonly JsonNode JsonNull = JsonValue.Create("\0null");

    public static string Event(params (string Name, JsonNode? Value)[] changes)
    {
        var check = new JsonObject
        {
            ["event_type"] = "check",
            ["connector"] = "centreon-stream",
            ["connector_name"] = "poller",
            ["component"] = "srv",
            ["resource"] = "Ping",
            ["source_type"] = "resource",
            ["state"] = 1,
            ["output"] = "slow",
        };
        foreach (var (name, value) in changes)
        {
            check.Remove(name);
            if (value is not null)
            {
                check[name] = ReferenceEquals(value, JsonNull) ? null : value.DeepClone();
            }
        }
        return check.ToJsonString();
    }

    public static string Array(params string[] events) => $"[{string.Join(',', events)}]";
}
