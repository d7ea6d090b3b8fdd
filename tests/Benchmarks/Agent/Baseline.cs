using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Forwarder.Agent.Bbdo;
using Forwarder.Benchmarks.Agent.Messages;

namespace Forwarder.Benchmarks.Agent;

/// <summary>
/// What one would write first: the generated parser, a dictionary of what it announced, and source-generated JSON of the
/// same line. It knows of the estate what the line needs and nothing else: no pollers, generations, filters or rows.
/// </summary>
internal sealed class Baseline : IDisposable
{
    private readonly Dictionary<ulong, Host> hosts = [];
    private readonly Dictionary<(ulong Host, ulong Service), BaselineEntry> services = [];
    private readonly Dictionary<ulong, List<BaselineGroup>> groups = [];
    private readonly ArrayBufferWriter<byte> line = new(4096);
    private readonly Utf8JsonWriter json;
    private string poller = "";

    public Baseline() =>
        json = new Utf8JsonWriter(
            line,
            new JsonWriterOptions
            {
                Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                SkipValidation = true,
            }
        );

    public void Announce(in Packet packet)
    {
        var payload = packet.Payload.Span;
        switch (packet.Header.Id)
        {
            case 65580:
                poller = Instance.Parser.ParseFrom(payload).Name;
                break;
            case 65566:
                var host = Host.Parser.ParseFrom(payload);
                hosts[host.HostId] = host;
                break;
            case 65563:
                var service = Service.Parser.ParseFrom(payload);
                services[(service.HostId, service.ServiceId)] = new BaselineEntry(service);
                break;
            case 65586:
                var member = HostGroupMember.Parser.ParseFrom(payload);
                if (!groups.TryGetValue(member.HostId, out var ofHost))
                {
                    groups.Add(member.HostId, ofHost = []);
                }
                ofHost.Add(new BaselineGroup(member.HostgroupId, member.Name));
                break;
        }
    }

    public static ServiceStatus Decode(in Packet packet) => ServiceStatus.Parser.ParseFrom(packet.Payload.Span);

    public (Host Host, BaselineEntry Service) Enrich(ServiceStatus status)
    {
        var service = services[(status.HostId, status.ServiceId)];
        service.Apply(status);
        return (hosts[status.HostId], service);
    }

    /// <summary>The line, valid until the next call.</summary>
    public ReadOnlySpan<byte> Write(ServiceStatus status, Host host, BaselineEntry entry)
    {
        var service = entry.Service;
        line.ResetWrittenCount();
        json.Reset();
        var cache = new BaselineCache(
            new BaselineHost(host.HostId, host.Name, host.Alias, host.Address, host.InstanceId),
            new BaselineService(
                service.HostId,
                service.ServiceId,
                service.Description,
                service.NotesUrl,
                entry.LastTimeOk,
                entry.LastTimeCritical
            ),
            groups[host.HostId],
            poller
        );
        JsonSerializer.Serialize(json, BaselineLine.Of(status, cache), BaselineJson.Default.BaselineLine);
        return line.WrittenSpan;
    }

    public void Dispose() => json.Dispose();
}
