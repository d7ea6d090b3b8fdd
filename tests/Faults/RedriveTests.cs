using System.Globalization;
using Forwarder.Faults.Tests.Parts;

namespace Forwarder.Faults.Tests;

/// <summary>Dead letters by the thousand, one command, and an estate that goes on meanwhile.</summary>
[Collection(typeof(InSharedCloud))]
public sealed class RedriveTests(SharedCloud shared)
{
    private const int Services = 500;

    /// <summary>So many services, the first of the estate, have a newer status by the time of the command, and so many more get one while it is executed.</summary>
    private const int Newer = 25;

    /// <summary>A mistake of somebody: every status becomes a dead letter until it is corrected.</summary>
    private const string Mistaken =
        """{"neb_service_status":{"connector":"c","connector_name":"n","event_type":"check","source_type":"resource","component":"{cache.host.name}","resource":"{cache.service.description}","state":"9"}}""";

    private static readonly int Packs = Math.Max(1, Proof.Letters / Services);
    private static readonly int Letters = Packs * Services;

    // The emulator looks through all letters for each.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90 + (Letters / 20));

    private readonly Cloud cloud = shared.Cloud;

    [Fact]
    public async Task Thousands_of_dead_letters_are_sent_again_by_one_command_in_order_but_none_that_a_newer_status_replaced()
    {
        await using var canopsis = await Canopsis.StartAsync();
        await cloud.AddCustomerAsync("mistaken", canopsis, Mistaken);
        var publisher = cloud.Publisher("mistaken.site");
        for (var pack = 0; pack < Packs; pack++)
        {
            await publisher.PublishAsync(Services, Services);
        }
        await UntilAsync(publisher, open: Letters, delivered: 0);

        await CorrectAsync(canopsis);
        await publisher.PublishAsync(Newer, Newer);
        await UntilAsync(publisher, open: Letters - (Newer * Packs), delivered: Newer);

        var order = await cloud.CommandAsync("dead-letters", "redrive", "--customer", "mistaken", "--all");
        await cloud.Lanes.UntilAsync([publisher.Id], row => row.Counters.Redriven > 0, Limit);
        await publisher.PublishAsync(2 * Newer, 2 * Newer);
        await cloud.Lanes.UntilAsync(
            [publisher.Id],
            row => row is { IsEmpty: true, LeaseUntil: null, Counters.OpenDeadLetters: 0 },
            Limit
        );

        var arrived = await ArrivedAsync(canopsis, publisher);
        var all = Enumerable.Range(0, Packs).ToArray();
        for (var service = 0; service < Services; service++)
        {
            var numbers = arrived[$"service-{service}"];
            var old = numbers.Where(number => number < Packs).ToArray();
            Assert.Equal(numbers.Order(), numbers);
            Assert.Equal(numbers.Distinct(), numbers);
            switch (service / Newer)
            {
                case 0:
                    Assert.Equal([Packs, Packs + 1], numbers);
                    break;
                case 1:
                    // What was sent before the newer status came, without a gap.
                    Assert.Equal(all[..old.Length], old);
                    Assert.Equal(Packs, numbers[^1]);
                    break;
                default:
                    Assert.Equal(all, numbers);
                    break;
            }
        }
        var sent = arrived.Values.Sum(numbers => numbers.Count(number => number < Packs));
        var proof = await cloud.CommandAsync("dead-letters", "orders", order.GetProperty("order").GetString()!);
        Assert.True(proof.GetProperty("executed").GetBoolean());
        Assert.Equal(sent, proof.GetProperty("now").GetProperty("delivered").GetInt64());
        Assert.Equal(Letters - sent, (await StatesAsync(publisher)).GetValueOrDefault("superseded"));
        var counters = (await cloud.Lanes.RowAsync(publisher.Id)).Counters;
        Assert.True(counters.Holds, $"{counters}");
        Assert.Equal(sent, counters.Redriven);
    }

    /// <summary>Ends when the functions know the correction: what another agent publishes is delivered.</summary>
    private async Task CorrectAsync(Canopsis canopsis)
    {
        await cloud.AddCustomerAsync("mistaken", canopsis);
        var other = cloud.Publisher("mistaken.other");
        for (var tries = 1; (await cloud.Lanes.RowAsync(other.Id)).Counters.Done.Delivered == 0; tries++)
        {
            await other.PublishAsync(1, 1);
            await cloud.Lanes.UntilAsync([other.Id], row => row.Counters.Read == tries && row.IsEmpty, Limit);
        }
    }

    private Task UntilAsync(Publisher publisher, long open, long delivered) =>
        cloud.Lanes.UntilAsync(
            [publisher.Id],
            row =>
                row is { IsEmpty: true, LeaseUntil: null }
                && row.Counters.OpenDeadLetters == open
                && row.Counters.Done.Delivered == delivered,
            Limit
        );

    /// <summary>Numbers of the statuses of each service, in order of arrival.</summary>
    private static async Task<Dictionary<string, List<int>>> ArrivedAsync(Canopsis canopsis, Publisher publisher)
    {
        var arrived = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        await foreach (var line in canopsis.LinesAsync("/simulator/received?from=1"))
        {
            var body = line.GetProperty("body");
            if (body.GetProperty("component").GetString() == $"host-of-{publisher.Id}")
            {
                var service = body.GetProperty("resource").GetString()!;
                var numbers = arrived.TryGetValue(service, out var known) ? known : arrived[service] = [];
                numbers.Add(
                    int.Parse(body.GetProperty("output").GetString()!.Split(' ')[0], CultureInfo.InvariantCulture)
                );
            }
        }
        return arrived;
    }

    private Task<Dictionary<string, int>> StatesAsync(Publisher publisher) =>
        cloud.Lanes.LetterStatesAsync("mistaken", publisher.Id);
}
