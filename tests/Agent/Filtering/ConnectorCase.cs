using System.Globalization;
using System.Text.Json;
using Forwarder.Agent.Bbdo;
using Forwarder.Agent.Filtering;
using Forwarder.Agent.Inventory;
using Forwarder.Agent.Tests.Bbdo;
using Forwarder.Agent.Tests.Inventory;
using Forwarder.Contracts.Parameters;

namespace Forwarder.Agent.Tests.Filtering;

/// <summary>One golden case of the reference connector: its cache and events through real encodings, what leaves as lines.</summary>
internal sealed class ConnectorCase(JsonElement document)
{
    // Times that are -1 when they are absent; the others are 0 then (stream-connector 2.2).
    private static readonly string[] MinusOneWhenAbsent =
    [
        "actual_start_time",
        "actual_end_time",
        "start_time",
        "end_time",
        "deletion_time",
        "entry_time",
    ];

    // Lists are in ascending group id and no two lists need agree on an order: each membership is a group of its own.
    private ulong groups;

    /// <summary>What the agent makes of the case's parameters, with the reference profile; null when it refuses them.</summary>
    public ParameterSet? Read(ICollection<ParameterProblem> problems)
    {
        var parameters = document
            .GetProperty("parameters")
            .EnumerateObject()
            .Select(member => (member.Name, member.Value));
        var profile = ("resend_after_suppression", JsonSerializer.SerializeToElement(0));
        // A template may need any of them.
        var fields = ("event_fields", JsonSerializer.SerializeToElement("perfdata,latency,execution_time"));
        return Parameters.OfCase(parameters.Append(profile).Append(fields), problems);
    }

    public List<JsonElement> Run(ParameterSet parameters)
    {
        var stage = new EventStage(parameters, TimeProvider.System);
        var session = DuplicateSenders.Open(new TestPeer().Named("central"));
        var left = new List<JsonElement>();
        foreach (var received in Configuration().Concat(Written()))
        {
            stage.Process(
                session,
                new ReceivedEvent(received.Type.Id, received.SourceId, 0, 1, received.Payload, EventFault.None, 1, 0),
                received,
                line => left.Add(JsonDocument.Parse(line.ToArray()).RootElement)
            );
        }
        return left;
    }

    private IEnumerable<BrokerEvent> Configuration()
    {
        var cache = document.GetProperty("cache");
        foreach (var instance in Members(cache, "instances"))
        {
            yield return Wire.Event(
                Ids.Instance,
                ("instance_id", Id(instance.Name)),
                ("name", instance.Value.GetString()!)
            );
        }
        foreach (var host in Members(cache, "hosts"))
        {
            yield return Encode(Ids.Host, host.Value, ("enabled", true));
        }
        foreach (var service in Members(cache, "services"))
        {
            yield return Encode(Ids.Service, service.Value, ("enabled", true));
        }
        foreach (var severity in Members(cache, "severities"))
        {
            var key = Key(severity.Name);
            yield return Wire.Event(
                Ids.CustomVariable,
                ("host_id", key.HostId),
                ("service_id", key.ServiceId),
                ("name", "CRITICALITY_LEVEL"),
                ("value", severity.Value.GetRawText()),
                ("enabled", true)
            );
        }
        foreach (var memberships in Memberships(cache))
        {
            yield return memberships;
        }
        foreach (var activity in Members(cache, "bas"))
        {
            yield return Encode(Ids.BusinessActivity, activity.Value);
        }
        foreach (var view in Members(cache, "bvs"))
        {
            yield return Encode(Ids.BusinessView, view.Value);
        }
        foreach (var relation in Members(cache, "ba_bvs"))
        {
            foreach (var view in relation.Value.EnumerateArray())
            {
                yield return Wire.Event(Ids.ActivityInView, ("ba_id", Id(relation.Name)), ("bv_id", view.GetUInt64()));
            }
        }
    }

    private IEnumerable<BrokerEvent> Memberships(JsonElement cache)
    {
        foreach (var host in Members(cache, "hostgroups"))
        {
            foreach (var name in Names(host.Value))
            {
                yield return Wire.Event(
                    Ids.HostGroupMember,
                    ("host_id", Id(host.Name)),
                    ("hostgroup_id", ++groups),
                    ("name", name),
                    ("enabled", true)
                );
            }
        }
        foreach (var service in Members(cache, "servicegroups"))
        {
            foreach (var name in Names(service.Value))
            {
                var key = Key(service.Name);
                yield return Wire.Event(
                    Ids.ServiceGroupMember,
                    ("host_id", key.HostId),
                    ("service_id", key.ServiceId),
                    ("servicegroup_id", ++groups),
                    ("name", name),
                    ("enabled", true)
                );
            }
        }
    }

    private IEnumerable<BrokerEvent> Written()
    {
        foreach (var step in document.GetProperty("steps").EnumerateArray())
        {
            if (step.GetProperty("op").GetString() != "write")
            {
                continue;
            }
            var written = step.GetProperty("event");
            var id = (written.GetProperty("category").GetUInt32() << 16) + written.GetProperty("element").GetUInt32();
            if (EventCatalogue.Find(id) is not null)
            {
                yield return Encode(id, written);
            }
        }
    }

    private static BrokerEvent Encode(uint id, JsonElement fields, params (string Name, object Value)[] more)
    {
        var type = EventCatalogue.Find(id)!;
        var values = new List<(string, object)>(more);
        foreach (var field in type.Fields)
        {
            if (fields.TryGetProperty(field.Name, out var value))
            {
                values.Add((field.Name, Value(value)));
            }
            else if (type.Encoding == WireEncoding.Legacy && MinusOneWhenAbsent.Contains(field.Name))
            {
                values.Add((field.Name, -1));
            }
        }
        return Wire.Event(id, [.. values]);
    }

    private static object Value(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
            _ when value.TryGetInt64(out var whole) => whole,
            _ when value.TryGetUInt64(out var large) => large,
            _ => value.GetDouble(),
        };

    private static JsonElement.ObjectEnumerator Members(JsonElement cache, string name) =>
        cache.TryGetProperty(name, out var members) && members.ValueKind == JsonValueKind.Object
            ? members.EnumerateObject()
            : default;

    private static IEnumerable<string> Names(JsonElement list) =>
        list.EnumerateArray().Select(name => name.GetString()!);

    private static ObjectKey Key(string text) =>
        text.Split(':') is [var host, var service] ? new(Id(host), Id(service)) : new(Id(text), 0);

    private static ulong Id(string text) => ulong.Parse(text, CultureInfo.InvariantCulture);
}
