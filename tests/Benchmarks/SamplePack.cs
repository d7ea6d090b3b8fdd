using System.Globalization;
using System.Text;
using Forwarder.Contracts.Packs;

namespace Forwarder.Benchmarks;

/// <summary>A pack of service statuses as an agent writes them: three host groups and a service group each, one line of output.</summary>
internal static class SamplePack
{
    public const int Events = 2000;

    public static byte[] Create()
    {
        using var writer = new PackWriter(new PackLimits { MaxEvents = Events, MaxCompressedBytes = int.MaxValue });
        for (var i = 0; i < Events; i++)
        {
            if (!writer.TryAdd(Encoding.UTF8.GetBytes(Line(i))))
            {
                throw new InvalidOperationException("The sample does not fit into one pack.");
            }
        }
        return writer.Seal("0123456789abcdef", 1, DateTimeOffset.UnixEpoch);
    }

    private static string Line(int i)
    {
        var state = i % 4;
        var time = 1_700_000_000 + i;
        return string.Create(
            CultureInfo.InvariantCulture,
            $$$$"""
            {"kind":"service_status","bbdo":3,"category":1,"element":29,"host_id":{{{{(i / 10)
                + 1}}}},"service_id":{{{{i
                + 1}}}},"checked":true,"state":{{{{state}}}},"state_type":1,"last_state_change":{{{{time}}}},"last_hard_state":{{{{state}}}},"last_hard_state_change":{{{{time}}}},"last_time_ok":{{{{time
                - 300}}}},"output":"DISK: /var is {{{{i
                % 100}}}}% full - \"free\": {{{{i}}}} MB","percent_state_change":6.25,"last_check":{{{{time}}}},"next_check":{{{{time
                + 300}}}},"should_be_scheduled":true,"check_attempt":1,"cache":{"host":{"host_id":{{{{(i / 10)
                + 1}}}},"name":"srv-{{{{i / 10}}}}.example.test","alias":"Server {{{{i / 10}}}}","address":"10.0.{{{{i
                / 2560}}}}.{{{{i / 10 % 256}}}}","instance_id":1,"last_time_up":{{{{time}}}}},"service":{"host_id":{{{{(
                i / 10
            ) + 1}}}},"service_id":{{{{i + 1}}}},"description":"Disk-{{{{i
                % 10}}}}","notes_url":"https://wiki.example.test/disk","last_time_ok":{{{{time
                - 300}}}}},"hostgroups":[{"group_id":1,"group_name":"Linux"},{"group_id":4,"group_name":"Europe"},{"group_id":9,"group_name":"Production"}],"servicegroups":[{"group_id":2,"group_name":"Disks"}],"poller":"Central","severity":{"service":2}}}
            """
        );
    }
}
