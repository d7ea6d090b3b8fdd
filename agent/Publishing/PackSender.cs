using Forwarder.Agent.Spool;
using Forwarder.Contracts.Packs;

namespace Forwarder.Agent.Publishing;

/// <summary>
/// Brings one pack of the spool to the hub, whatever the hub says: in parts when it is too large. What the hub will never
/// take is given back, and only when it is shown to take something else.
/// </summary>
internal sealed class PackSender(HubClient hub, TimeProvider time, ILogger<PackSender> logger)
{
    // A proxy that is being changed answers anything for a while. The probe is no part of these attempts: a hub that
    // refuses every second request must not meet the pack each time.
    private static readonly TimeSpan[] PausesBeforeBlame =
    [
        TimeSpan.FromMilliseconds(250),
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(5),
        TimeSpan.FromSeconds(30),
    ];

    /// <summary>Returns when everything but the refused packs is stored; most often none is.</summary>
    public async Task<IReadOnlyList<RefusedPack>> SendAsync(SpooledPack pack, CancellationToken stop)
    {
        var refused = new List<RefusedPack>();
        if (await SendPartAsync(pack.Body, pack.Events, refused, stop))
        {
            await SendPartAsync(PackSplitter.Note(pack.Body), events: 0, refused, stop);
        }
        return refused;
    }

    /// <summary>True when it had to be split.</summary>
    private async Task<bool> SendPartAsync(byte[] body, int events, List<RefusedPack> refused, CancellationToken stop)
    {
        var refusals = 0;
        while (true)
        {
            var answer = await hub.PublishAsync(body, stop);
            if (answer.Verdict == HubVerdict.Stored)
            {
                return false;
            }
            if (answer.Verdict == HubVerdict.TooLarge && PackSplitter.Halve(body) is var (first, second))
            {
                logger.Split(body.Length, events, HubRemedy.For(answer.Verdict));
                await SendPartAsync(first.Body, first.Events, refused, stop);
                await SendPartAsync(second.Body, second.Events, refused, stop);
                return true;
            }
            // Not the fault of the pack as long as nothing else is taken either: then it waits like any other. The hub has
            // to take something else before and after it has refused the pack over and over.
            var isLast = refusals == PausesBeforeBlame.Length;
            if ((refusals == 0 || isLast) && !await hub.TryProbeAsync(Probe(), stop))
            {
                refusals = 0;
                await hub.WaitAsync(answer, HubClient.RefusedPause, stop);
                continue;
            }
            if (isLast)
            {
                logger.SetAside(events, answer.ToString(), HubRemedy.For(answer.Verdict));
                refused.Add(new RefusedPack(body, events, answer.ToString()));
                return false;
            }
            await hub.WaitAsync(answer, PausesBeforeBlame[refusals], stop);
            refusals++;
        }
    }

    private byte[] Probe()
    {
        using var writer = new PackWriter(new PackLimits());
        writer.TryAdd("""{"kind":"probe"}"""u8);
        return writer.Seal(Guid.NewGuid().ToString("n"), 1, time.GetUtcNow());
    }
}
