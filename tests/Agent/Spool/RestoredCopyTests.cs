using Forwarder.Agent.Tests.Bbdo;
using Forwarder.Agent.Tests.Publishing;
using Forwarder.Contracts.Packs;

namespace Forwarder.Agent.Tests.Spool;

/// <summary>A snapshot of the spool is restored: nothing that is new may look like a repeat.</summary>
public sealed class RestoredCopyTests
{
    [Fact]
    public async Task What_is_published_after_a_restoration_has_numbers_that_were_never_used()
    {
        using var folder = new TemporaryFolder();
        using var copy = new TemporaryFolder();
        await using var hub = await HubStub.StartAsync();

        await RunAsync(folder, hub, events: 600);
        Copy(folder.Path, copy.Path);
        await RunAsync(folder, hub, events: 900);
        Copy(copy.Path, folder.Path);
        await RunAsync(folder, hub, events: int.MaxValue);

        var packs = hub
            .Received.Select(publication => (PackReader.PeekHeader(publication.Body), publication.Body))
            .ToList();
        foreach (var number in packs.GroupBy(pack => (pack.Item1.Epoch, pack.Item1.Sequence), pack => pack.Body))
        {
            // the same number twice is the same pack twice
            Assert.Single(number.Select(Convert.ToHexString).Distinct(StringComparer.Ordinal));
        }
        Assert.Equal(3, packs.Select(pack => pack.Item1.Epoch).Distinct(StringComparer.Ordinal).Count());
    }

    private static async Task RunAsync(TemporaryFolder folder, HubStub hub, int events)
    {
        await using var agent = await RunningAgent.StartAsync(folder.Path, hub.Port);
        await agent.PlayAsync(events: events);
        await Eventually.TrueAsync(() => agent.Pipeline.Read().Spool.Waiting.Packs == 0);
    }

    private static void Copy(string from, string to)
    {
        var target = Path.Combine(to, "spool");
        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }
        Directory.CreateDirectory(target);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(from, "spool")))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }
    }
}
