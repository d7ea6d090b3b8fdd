using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Forwarder.Functions.Customers;
using Forwarder.Functions.DeadLetters;
using Forwarder.Functions.Delivery;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.ReplayParked;

/// <summary>
/// Sends dead letters again and empties the lanes that have parked packs, customers in parallel. A customer that holds up its pass is left to it: neither
/// the others nor the next invocation wait, and it is not begun again before it has ended.
/// </summary>
internal sealed class ReplayParkedFunction(
    LaneDirectory directory,
    LaneWorker worker,
    CustomerCatalog customers,
    LetterAgenda agenda,
    LetterPass letters,
    LetterCleaning cleaning,
    LaneSettings settings,
    TimeProvider time,
    ILogger<ReplayParkedFunction> logger
)
{
    /// <summary>No customer is named so.</summary>
    private const string Cleaning = "!";

    private readonly ConcurrentDictionary<string, Task> running = new(StringComparer.Ordinal);
    private int passes;

    public async Task<FunctionOutcome> RunAsync(TimerCall call, CancellationToken cancellation)
    {
        var first = passes++;
        await customers.RefreshAsync(cancellation);
        var parked = (await directory.ListAsync(parkedOnly: true, cancellation)).ToLookup(
            lane => lane.Customer ?? "",
            StringComparer.Ordinal
        );
        var work = await agenda.ReadAsync(running.ContainsKey, cancellation);
        var begun = new List<Task>();
        foreach (var customer in parked.Select(lanes => lanes.Key).Union(work.Keys, StringComparer.Ordinal))
        {
            var todo = work.GetValueOrDefault(customer);
            if (!running.ContainsKey(customer) && (todo is not null || Find(customer) is not null))
            {
                LaneEntry[] lanes = [.. parked[customer]];
                begun.Add(Begin(customer, () => PassAsync(customer, todo, lanes, first)));
            }
        }
        if (cleaning.Begin())
        {
            begun.Add(Begin(Cleaning, () => cleaning.RunAsync(CancellationToken.None)));
        }
        await WaitAsync(begun, cancellation);
        return FunctionOutcome.Success;
    }

    /// <summary>Ends when nothing goes on behind its invocation any more.</summary>
    public Task BackgroundAsync() => Task.WhenAll(running.Values);

    // It outlives this invocation, and the connection of the host with it.
    private Task Begin(string key, Func<Task> pass)
    {
        var task = Task.Run(pass, CancellationToken.None);
        running[key] = task;
        _ = task.ContinueWith(
            ended => running.TryRemove(new KeyValuePair<string, Task>(key, ended)),
            TaskScheduler.Default
        );
        return task;
    }

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "Nobody may wait for it any more: whatever ends it is told to the log, and the next pass tries again."
    )]
    private async Task PassAsync(string key, LetterWork? work, LaneEntry[] lanes, int first)
    {
        try
        {
            if (work is not null && await letters.RunAsync(work, CancellationToken.None))
            {
                // What is sent again is parked, and emptied with the rest.
                var parked = await directory.ListAsync(parkedOnly: true, CancellationToken.None);
                lanes = [.. parked.Where(lane => lane.Customer == key)];
            }
            if (lanes.Length > 0 && Find(key) is { } customer)
            {
                var pass = new CustomerPass(DeliveryTarget.Of(customer), worker, directory, settings, time);
                await pass.RunAsync(Rotated(lanes, first), CancellationToken.None);
            }
        }
        catch (Exception fault)
        {
            ReplayLog.Faulted(logger, key, fault);
        }
    }

    private async Task WaitAsync(List<Task> begun, CancellationToken cancellation)
    {
        try
        {
            await Task.WhenAll(begun).WaitAsync(settings.PassWait, time, cancellation);
        }
        catch (TimeoutException)
        {
            ReplayLog.GoesOn(logger, begun.Count(pass => !pass.IsCompleted));
        }
    }

    private Customer? Find(string key) => customers.Find(key) is { IsPaused: false } customer ? customer : null;

    // Another lane is the first one in each pass.
    private static IEnumerable<LaneEntry> Rotated(LaneEntry[] lanes, int first) =>
        lanes.Select((_, index) => lanes[(first + index) % lanes.Length]);
}
