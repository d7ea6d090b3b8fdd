using System.Globalization;
using Forwarder.Agent.Bbdo;
using Forwarder.Benchmarks.Agent.Messages;
using Google.Protobuf;

namespace Forwarder.Benchmarks.Agent;

/// <summary>
/// The bytes of a broker's session over an estate of so many services, twenty to a host: what announces it, then one
/// status of each service. Made once, before anything is timed.
/// </summary>
/// <remarks>
/// Of a hundred statuses two are hard changes, two soft changes and the rest repeated checks, as on a site in a bad hour.
/// The seed is fixed: two runs have the same bytes.
/// </remarks>
internal sealed class EstateSession
{
    /// <summary>Statuses of which this many are hard changes.</summary>
    public const int ChangesAmongHundred = 2;

    private const int ServicesPerHost = 20;
    private const int PollerId = 1;
    private const uint SourceId = 1;
    private const long Now = 1_700_000_000;

    private static readonly string[] Outputs =
    [
        "OK: CPU(s) average usage is 12.40 %",
        "WARNING: Storage '/var' used: 82.11% of 48.96GB",
        "CRITICAL: Interface 'eth0' status is down, admin status is up",
        "UNKNOWN: SNMP GET request timed out after 5 seconds",
    ];

    private readonly List<int> ends = [];

    /// <param name="isInterleaved">
    /// Statuses in the order in which an engine first schedules checks: the first service of every host, then the second.
    /// Otherwise in random order, which no cache of the processor and no compressor likes.
    /// </param>
    public EstateSession(int services, int statuses, bool isInterleaved = false)
    {
        Services = services;
        Announcement = Announce(services, out var announced);
        AnnouncedEvents = announced;
        Statuses = MakeStatuses(services, statuses, isInterleaved);
    }

    /// <summary>Services of the estate.</summary>
    public int Services { get; }

    /// <summary>Packets of the configuration, and how many events they are.</summary>
    public byte[] Announcement { get; }

    public int AnnouncedEvents { get; }

    /// <summary>Packets of the statuses.</summary>
    public byte[] Statuses { get; }

    /// <summary>Where each status ends in <see cref="Statuses"/>.</summary>
    public IReadOnlyList<int> Ends => ends;

    private static byte[] Announce(int services, out int events)
    {
        using var packets = new MemoryStream();
        var count = 0;
        void Add(uint id, IMessage message)
        {
            AddPacket(packets, id, message);
            count++;
        }
        Add(
            65580,
            new Instance
            {
                InstanceId = PollerId,
                Name = "Central",
                Running = true,
            }
        );
        var hosts = (services + ServicesPerHost - 1) / ServicesPerHost;
        for (var host = 1; host <= hosts; host++)
        {
            Add(65566, HostOf(host));
        }
        for (var service = 0; service < services; service++)
        {
            Add(65563, ServiceOf(service));
        }
        for (var host = 1; host <= hosts; host++)
        {
            Add(
                65586,
                new HostGroupMember
                {
                    Enabled = true,
                    HostgroupId = (ulong)(host % 50) + 1,
                    Name = $"Site {host % 50}",
                    HostId = (ulong)host,
                    PollerId = PollerId,
                }
            );
        }
        Add(65590, new InstanceConfiguration { PollerId = PollerId, Loaded = true });
        events = count;
        return packets.ToArray();
    }

    private static Host HostOf(int host) =>
        new()
        {
            HostId = (ulong)host,
            Enabled = true,
            Name = string.Create(CultureInfo.InvariantCulture, $"srv-{host:D6}.example.test"),
            Alias = $"Server {host}",
            Address = string.Create(CultureInfo.InvariantCulture, $"10.{host >> 16}.{(host >> 8) & 255}.{host & 255}"),
            InstanceId = PollerId,
        };

    private static Service ServiceOf(int service) =>
        new()
        {
            HostId = HostIdOf(service),
            ServiceId = (ulong)service + 1,
            Enabled = true,
            Description = $"Check-{service % ServicesPerHost}",
            NotesUrl = "https://wiki.example.test/checks",
        };

    private static ulong HostIdOf(int service) => (ulong)(service / ServicesPerHost) + 1;

    private byte[] MakeStatuses(int services, int statuses, bool isInterleaved)
    {
        var random = new Random(1);
        var order = Enumerable.Range(0, services).ToArray();
        random.Shuffle(order);
        if (isInterleaved)
        {
            order = [.. order.OrderBy(service => service % ServicesPerHost).ThenBy(service => service)];
        }
        using var packets = new MemoryStream();
        for (var status = 0; status < statuses; status++)
        {
            AddPacket(packets, 65565, StatusOf(order[status % services], Now + (status / services), random));
            ends.Add((int)packets.Length);
        }
        return packets.ToArray();
    }

    private static ServiceStatus StatusOf(int service, long time, Random random)
    {
        var dice = random.Next(100);
        var isChange = dice < ChangesAmongHundred;
        var isSoft = dice is >= ChangesAmongHundred and < 2 * ChangesAmongHundred;
        var state =
            isChange ? random.Next(4)
            : isSoft ? 2
            : service % 10 == 0 ? (service / 10 % 3) + 1
            : 0;
        var value = random.Next(10_000);
        return new ServiceStatus
        {
            HostId = HostIdOf(service),
            ServiceId = (ulong)service + 1,
            Checked = true,
            State = state,
            StateType = isSoft ? 0 : 1,
            LastStateChange = isChange || isSoft ? time : time - 86_400 - service,
            LastHardState = state,
            LastHardStateChange = isChange ? time : time - 86_400 - service,
            LastTimeOk = state == 0 ? time : time - 86_400 - service,
            LastTimeCritical = state == 2 ? time : 0,
            Output = $"{Outputs[state]} ({value / 100}.{value % 100:D2} ms)",
            Perfdata = $"'rta'={value / 100}.{value % 100:D2}ms;200.00;500.00;0; 'pl'=0%;20;50;0;100",
            Latency = value / 100_000.0,
            ExecutionTime = value / 30_000.0,
            LastCheck = time,
            NextCheck = time + 300,
            ShouldBeScheduled = true,
            CheckAttempt = 1,
        };
    }

    private static void AddPacket(MemoryStream packets, uint id, IMessage message)
    {
        var payload = message.ToByteArray();
        Span<byte> header = stackalloc byte[PacketHeader.Length];
        new PacketHeader((ushort)payload.Length, id, SourceId, 0).Write(header);
        packets.Write(header);
        packets.Write(payload);
    }
}
