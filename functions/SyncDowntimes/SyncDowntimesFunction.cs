using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Customers;
using Forwarder.Functions.Downtimes;
using Forwarder.Functions.Hosting;

namespace Forwarder.Functions.SyncDowntimes;

/// <summary>
/// Every minute: makes the downtimes of all customers equal in Centreon and Canopsis, customers in parallel. A customer that holds up its pass is left
/// to it: the others do not wait, and it is not begun again before it has ended.
/// </summary>
internal sealed class SyncDowntimesFunction(
    CustomerCatalog customers,
    TimeProvider time,
    ILogger<SyncDowntimesFunction> logger
)
{
    /// <summary>Nothing is begun later than this; what is left follows in the next minute.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(50);

    private readonly ConcurrentDictionary<string, Task<bool>> running = new(StringComparer.Ordinal);

    public async Task<FunctionOutcome> RunAsync(TimerCall call, CancellationToken cancellation)
    {
        await customers.RefreshAsync(cancellation);
        var passes = new List<Task<bool>>();
        foreach (var customer in customers.All.Values.Select(version => version.Valid).OfType<Customer>())
        {
            if (customer is { IsPaused: false, Downtimes: { } downtimes } && !running.ContainsKey(customer.Key))
            {
                // It outlives this invocation, and the connection of the host with it.
                var pass = Task.Run(() => PassAsync(customer.Key, downtimes.Sync), CancellationToken.None);
                running[customer.Key] = pass;
                _ = pass.ContinueWith(
                    ended => running.TryRemove(new KeyValuePair<string, Task<bool>>(customer.Key, ended)),
                    TaskScheduler.Default
                );
                passes.Add(pass);
            }
        }
        try
        {
            var ended = await Task.WhenAll(passes).WaitAsync(Patience, time, cancellation);
            var faulted = ended.Count(isWhole => !isWhole);
            return faulted == 0
                ? FunctionOutcome.Success
                : FunctionOutcome.Failed($"The downtimes of {faulted} customers could not be compared.");
        }
        catch (TimeoutException)
        {
            return FunctionOutcome.Success;
        }
    }

    /// <summary>Ends when nothing goes on behind its invocation any more.</summary>
    public Task BackgroundAsync() => Task.WhenAll(running.Values);

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "Whatever happens to one customer must not end the pass of the others; it is told to the log and to the host."
    )]
    private async Task<bool> PassAsync(string key, DowntimeSync sync)
    {
        try
        {
            await sync.RunAsync(
                isForced: false,
                name => DowntimeOwners.IsOwn(name, key, customers.All.Keys),
                new Deadline(time, Budget),
                CancellationToken.None
            );
            return true;
        }
        catch (Exception fault)
        {
            DowntimeLog.Faulted(logger, key, fault);
            return false;
        }
    }
}
