using System.Net;
using System.Text;
using Forwarder.Contracts.Packs;
using Forwarder.Contracts.Publishers;

namespace Forwarder.Faults.Tests.Parts;

/// <summary>Publishes packs as an agent does: in order, one at a time, each until the hub has stored it.</summary>
internal sealed class Publisher
{
    private const string Policy = "agents";
    private const string Key = "local-agents-key";

    private readonly HttpClient client;
    private readonly Uri messages;
    private readonly string token;
    private readonly string epoch = Guid.NewGuid().ToString("N");
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private long sequence;

    /// <param name="hub">Address of the hub, with its name.</param>
    public Publisher(HttpClient client, Uri hub, string id)
    {
        this.client = client;
        Id = id;
        var scope = new Uri($"{hub}/publishers/{id}");
        messages = new Uri($"{scope}/messages");
        token = SasToken.Sign(scope, Policy, Key, DateTimeOffset.UtcNow.AddHours(1));
    }

    public string Id { get; }

    /// <summary>Publishes one pack with <paramref name="count"/> service statuses, spread over <paramref name="objects"/> services.</summary>
    /// <param name="first">The first of the services.</param>
    /// <param name="invalid">A service whose status no Canopsis would take.</param>
    public async Task<IReadOnlyList<PublishedEvent>> PublishAsync(
        int count,
        int objects,
        int first = 0,
        int? invalid = null
    )
    {
        using var writer = new PackWriter(new PackLimits());
        var events = new List<PublishedEvent>(count);
        var now = DateTimeOffset.UtcNow;
        var host = $"host-of-{Id}";
        for (var i = 0; i < count; i++)
        {
            var service = first + (i % objects);
            var name = $"{host}/service-{service}";
            var number = numbers.GetValueOrDefault(name);
            numbers[name] = number + 1;
            Assert.True(
                writer.TryAdd(Encoding.UTF8.GetBytes(Line(host, service, number, service == invalid, now))),
                "the pack is full"
            );
            events.Add(new PublishedEvent(name, number, now));
        }
        await PublishAsync(writer.Seal(epoch, ++sequence, now));
        return events;
    }

    /// <summary>Publishes the bytes of a pack that was sealed, with the next number, by somebody else.</summary>
    public Task PublishAsync(Func<string, long, byte[]> seal) => PublishAsync(seal(epoch, ++sequence));

    private async Task PublishAsync(byte[] pack)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, messages) { Content = new ByteArrayContent(pack) };
        request.Headers.TryAddWithoutValidation("Authorization", token);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    private static string Line(string host, int service, int number, bool isInvalid, DateTimeOffset now)
    {
        var state = isInvalid ? 9 : number % 4;
        var cache =
            $$"""{"host":{"host_id":7,"name":"{{host}}","instance_id":1},"service":{"host_id":7,"service_id":{{service + 1}},"description":"service-{{service}}"},"poller":"Central" }""";
        return $$"""{"kind":"service_status","bbdo":3,"category":1,"element":29,"host_id":7,"service_id":{{service + 1}},"checked":true,"state":{{state}},"state_type":1,"last_check":{{now.ToUnixTimeSeconds()}},"output":"{{number}} of this service","cache":{{cache}} }""";
    }
}
