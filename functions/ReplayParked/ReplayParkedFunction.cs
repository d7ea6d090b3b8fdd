using System.Collections.Concurrent;
using Azure;
using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Customers;
using Forwarder.Functions.DeadLetters;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.ReplayParked;

/// <summary>
/// Empties the lanes that have parked packs, customers in parallel. A customer that holds up its pass is left to it: the others do not wait, and it is
/// not begun again before it has ended.
/// </summary>
internal sealed class ReplayParkedFunction(
    LaneDirectory directory,
    LaneWorker worker,
    CustomerCatalog customers,
    LetterPass letters,
    LaneSettings settings,
    TimeProvider time,
    ILogger<ReplayParkedFunction> logger
)
{
    private readonly ConcurrentDictionary<string, Task> running = new(StringComparer.Ordinal);
    private int passes;

    public async Task<FunctionOutcome> RunAsync(TimerCall call, CancellationToken cancellation)
    {
        var first = passes++;
        await customers.RefreshAsync(cancellation);
        // What is sent again is parked, and emptied with the rest.
        await letters.RunAsync(cancellation);
        foreach (
            var lanes in (await directory.ListAsync(parkedOnly: true, cancellation)).GroupBy(
                CustomerOf,
                StringComparer.Ordinal
            )
        )
        {
            if (
                lanes.Key is not { } key
                || customers.Find(key) is not { IsPaused: false } customer
                || running.ContainsKey(customer.Key)
            )
            {
                continue;
            }
            var pass = new CustomerPass(DeliveryTarget.Of(customer), worker, directory, settings, time, logger);
            LaneEntry[] entries = [.. Rotated([.. lanes], first)];
            // It outlives this invocation, and the connection of the host with it.
            var task = Task.Run(() => pass.RunAsync(entries, CancellationToken.None), CancellationToken.None);
            running[customer.Key] = task;
            _ = task.ContinueWith(
                ended => running.TryRemove(new KeyValuePair<string, Task>(customer.Key, ended)),
                TaskScheduler.Default
            );
        }
        await WaitAsync([.. running.Values], cancellation);
        return FunctionOutcome.Success;
    }

    /// <summary>Ends when nothing goes on behind its invocation any more.</summary>
    public Task BackgroundAsync() => Task.WhenAll(running.Values);

    private async Task WaitAsync(Task[] passes, CancellationToken cancellation)
    {
        var all = Task.WhenAll(passes);
        try
        {
            await all.WaitAsync(settings.Pass, time, cancellation);
        }
        catch (TimeoutException)
        {
            ReplayLog.GoesOn(logger, passes.Count(pass => !pass.IsCompleted));
        }
    }

    private static string? CustomerOf(LaneEntry lane) =>
        PublisherId.TryParse(lane.Publisher, out var publisher) ? publisher.Customer : null;

    // Another lane is the first one in each pass.
    private static IEnumerable<LaneEntry> Rotated(LaneEntry[] lanes, int first) =>
        lanes.Select((_, index) => lanes[(first + index) % lanes.Length]);
}
