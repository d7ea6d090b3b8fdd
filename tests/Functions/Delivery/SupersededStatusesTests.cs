using System.Text;
using Forwarder.Contracts.Packs;
using Forwarder.Functions.Delivery;

namespace Forwarder.Functions.Tests.Delivery;

public sealed class SupersededStatusesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 15, 30, TimeSpan.Zero);

    private readonly SupersededStatuses superseded = new(Now);

    [Fact]
    public void An_old_status_gives_way_to_any_later_status_of_its_object()
    {
        Scan("a", Status(1, 30), Status(2, 30), Status(1, 25));
        Scan("b", Status(1, 1));

        Assert.Equal(["a1", "a3"], Found());
    }

    [Fact]
    public void Young_statuses_and_the_last_of_an_object_are_sent()
    {
        Scan("a", Status(1, 22), Status(1, 22), Status(2, 40));

        Assert.Empty(Found());
    }

    [Fact]
    public void An_acknowledgement_keeps_the_status_that_it_belongs_to()
    {
        Scan("a", Status(1, 30), Acknowledgement(1), Status(1, 30), Status(1, 29));

        Assert.Equal(["a3"], Found());
    }

    [Fact]
    public void A_host_and_its_services_are_different_objects()
    {
        Scan(
            "a",
            Status(1, 30),
            $$"""{"kind":"host_status","host_id":7,"last_check":{{Now.AddHours(-30).ToUnixTimeSeconds()}}}""",
            $$"""{"kind":"acknowledgement","host_id":7,"type":0,"entry_time":1}""",
            Status(1, 29)
        );

        Assert.Equal(["a1"], Found());
    }

    [Fact]
    public void Nothing_replaces_what_stands_before_a_pack_that_cannot_be_read()
    {
        Scan("a", Status(1, 30));
        superseded.Forget();
        Scan("c", Status(1, 30), Status(1, 29));

        Assert.Equal(["c1"], Found());
    }

    [Fact]
    public void A_line_that_cannot_be_read_is_about_nothing()
    {
        Scan("a", Status(1, 30), "{broken", Status(1, 29));

        Assert.Equal(["a1"], Found());
    }

    private static string Status(int service, int hoursOld) =>
        $$"""{"kind":"service_status","host_id":7,"service_id":{{service}},"state":1,"last_check":{{Now.AddHours(-hoursOld).ToUnixTimeSeconds()}}}""";

    private static string Acknowledgement(int service) =>
        $$"""{"kind":"acknowledgement","host_id":7,"service_id":{{service}},"type":1,"entry_time":1}""";

    private void Scan(string pack, params string[] lines)
    {
        using var writer = new PackWriter(new PackLimits());
        foreach (var line in lines)
        {
            writer.TryAdd(Encoding.UTF8.GetBytes(line));
        }
        using var content = PackReader.Open(writer.Seal(pack, 1, Now));
        superseded.Scan(new PackKey(pack, 1), content);
    }

    private List<string> Found() =>
        [
            .. new[] { "a", "b", "c" }.SelectMany(pack =>
                Enumerable
                    .Range(1, 4)
                    .Where(line => superseded.Contains(new PackKey(pack, 1), line))
                    .Select(line => $"{pack}{line}")
            ),
        ];
}
