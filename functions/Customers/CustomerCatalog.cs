using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Azure;
using Forwarder.Contracts.Parameters;
using Forwarder.Contracts.Publishers;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Downtimes;
using Forwarder.Functions.Mapping;

namespace Forwarder.Functions.Customers;

/// <summary>
/// The customers by key, read again when the refresh interval has passed. Each customer stands for itself: an invalid document is logged with all
/// its problems and leaves the customer's last valid version in use, if there is one.
/// </summary>
/// <param name="vault">Null where no key is kept in Key Vault.</param>
/// <param name="downtimes">Null where downtimes are not kept.</param>
/// <param name="connections">To the Canopsis of all customers; null for those that their parameters describe.</param>
internal sealed class CustomerCatalog(
    CustomerSources sources,
    KeyVault? vault,
    TimeSpan refresh,
    TimeProvider time,
    ILogger<CustomerCatalog> logger,
    DowntimeTables? downtimes = null,
    HttpMessageHandler? connections = null
) : IDisposable
{
    /// <summary>Longer than an invocation can last: then nobody uses a replaced version any more.</summary>
    private static readonly TimeSpan Retirement = TimeSpan.FromMinutes(15);

    /// <summary>Events do not wait longer for a source that is slow; the customers known so far serve them.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly FrozenDictionary<string, byte[]?> NoFiles = FrozenDictionary<string, byte[]?>.Empty;

    private readonly Lock gate = new();
    private readonly List<(Customer Customer, DateTimeOffset At)> retired = [];
    private volatile IReadOnlyDictionary<string, CustomerVersion>? versions;
    private Task? reading;
    private long? readAt;

    /// <summary>As last read: null for a customer that does not exist or was never valid.</summary>
    public Customer? Find(string key) => versions?.GetValueOrDefault(key)?.Valid;

    /// <summary>Everybody, valid or not.</summary>
    public IReadOnlyDictionary<string, CustomerVersion> All =>
        versions ?? FrozenDictionary<string, CustomerVersion>.Empty;

    /// <summary>Reads the customers again if it is time; called before <see cref="Find"/> is relied on.</summary>
    /// <exception cref="RequestFailedException">Nobody knows yet which customers there are, because the table cannot be read.</exception>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        Task running;
        lock (gate)
        {
            if (reading is null && readAt is { } last && time.GetElapsedTime(last) < refresh)
            {
                return;
            }
            running = reading ??= ReadAsync();
        }
        if (versions is null)
        {
            await running.WaitAsync(cancellation);
            return;
        }
        try
        {
            await running.WaitAsync(Patience, cancellation);
        }
        catch (TimeoutException)
        {
            CustomerLog.Slow(logger);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            var all = All.Values.Select(version => version.Valid).Concat(retired.Select(old => old.Customer));
            foreach (var customer in all.OfType<Customer>())
            {
                Dispose(customer);
            }
            versions = null;
            retired.Clear();
        }
    }

    private async Task ReadAsync()
    {
        // Not by the token of who happens to ask first: others wait for the same task.
        await Task.Yield();
        try
        {
            if (await sources.ReadAsync(CancellationToken.None) is { } documents)
            {
                lock (gate)
                {
                    Take_NeedsGate(documents);
                }
            }
            readAt = time.GetTimestamp();
        }
        finally
        {
            lock (gate)
            {
                reading = null;
            }
        }
    }

    private void Take_NeedsGate(IReadOnlyDictionary<string, CustomerDocument> documents)
    {
        DisposeRetired_NeedsGate();
        var next = new Dictionary<string, CustomerVersion>(All, StringComparer.Ordinal);
        foreach (var removed in next.Keys.Where(key => !documents.ContainsKey(key)).ToList())
        {
            Retire_NeedsGate(next[removed].Valid);
            next.Remove(removed);
            CustomerLog.Removed(logger, removed);
        }
        foreach (var (key, document) in documents)
        {
            Take_NeedsGate(key, document, next);
        }
        versions = next;
    }

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "What nobody foresaw in one customer's parameters must not keep the others from being served."
    )]
    private void Take_NeedsGate(string key, CustomerDocument document, Dictionary<string, CustomerVersion> next)
    {
        var known = next.GetValueOrDefault(key);
        try
        {
            if (known is null || !known.IsOf(document))
            {
                next[key] = Accept_NeedsGate(key, document, known?.Valid, next);
            }
            else if (known.Blocker is { } blocker && next.GetValueOrDefault(blocker.Key)?.Valid != blocker)
            {
                next[key] = Accept_NeedsGate(key, document, known.Valid, next);
            }
            else if (known.Valid is { } valid && valid.IsPaused != document.IsPaused)
            {
                next[key] = known with { Valid = valid with { IsPaused = document.IsPaused } };
                CustomerLog.Paused(logger, key, document.IsPaused);
            }
        }
        catch (Exception unforeseen)
        {
            // Its message may quote a secret.
            CustomerLog.Unforeseen(logger, key, unforeseen.GetType(), unforeseen.StackTrace);
            next[key] = Kept(key, document, known?.Valid, NoFiles) with { IsUnforeseen = true };
        }
    }

    private CustomerVersion Accept_NeedsGate(
        string key,
        CustomerDocument document,
        Customer? last,
        Dictionary<string, CustomerVersion> others
    )
    {
        var problems = new List<ParameterProblem>();
        var files = new Dictionary<string, byte[]?>(StringComparer.Ordinal);
        var parameters = Read(key, document, name => files[name] = document.Named(name), problems);
        var blocker = parameters is null ? null : Blocker(key, parameters, others.Values);
        if (blocker is not null)
        {
            problems.Add(CanopsisIdentity.Collision(blocker.Key, blocker.Parameters.Identity));
            parameters = null;
        }
        foreach (var problem in problems)
        {
            if (problem.IsWarning)
            {
                CustomerLog.Doubtful(logger, key, problem);
            }
            else
            {
                CustomerLog.Invalid(logger, key, problem);
            }
        }
        if (parameters is null)
        {
            return Kept(key, document, last, files) with { Blocker = blocker };
        }
        var ready = Ready(key, parameters, document.IsPaused);
        CustomerLog.Accepted(logger, key);
        // Last: whatever throws before keeps the last version in use.
        Retire_NeedsGate(last);
        return new CustomerVersion(document, files, ready, IsRefused: false);
    }

    // A refused version leaves the last valid one in use.
    private CustomerVersion Kept(
        string key,
        CustomerDocument document,
        Customer? last,
        IReadOnlyDictionary<string, byte[]?> files
    )
    {
        CustomerLog.Refused(logger, key, last is not null);
        var kept =
            last is null || last.IsPaused == document.IsPaused ? last : last with { IsPaused = document.IsPaused };
        return new CustomerVersion(document, files, kept, IsRefused: true);
    }

    private Customer Ready(string key, CustomerParameters parameters, bool isPaused)
    {
        var authKey = parameters.Canopsis.AuthKeySecret is { } secret
            ? new AuthKey(
                cancellation =>
                    vault?.ReadAsync(secret, cancellation) ?? throw new InvalidOperationException("There is no vault."),
                time
            )
            : new AuthKey(parameters.Canopsis.AuthKey);
        var canopsis = new CanopsisClient(key, parameters.Canopsis, time, logger, authKey, connections);
        return new Customer(key, new EventMapper(parameters.Mapping), canopsis)
        {
            Parameters = parameters,
            AuthKey = authKey,
            IsPaused = isPaused,
            Downtimes = downtimes is null
                ? null
                : new CustomerDowntimes(
                    key,
                    parameters.DowntimeSettings,
                    parameters.Canopsis,
                    canopsis,
                    downtimes,
                    time,
                    logger
                ),
        };
    }

    /// <summary>Against those that are valid already: the customer that comes later is refused.</summary>
    private static Customer? Blocker(string key, CustomerParameters parameters, IEnumerable<CustomerVersion> others) =>
        others
            .Select(other => other.Valid)
            .OfType<Customer>()
            .FirstOrDefault(other =>
                other.Key != key
                && other.Parameters.Identity == parameters.Identity
                && !(other.Parameters.SharesEntities && parameters.SharesEntities)
            );

    private static CustomerParameters? Read(
        string key,
        CustomerDocument document,
        Func<string, byte[]?> files,
        List<ParameterProblem> problems
    )
    {
        if (!CustomerFolder.IsCustomerKey(key))
        {
            problems.Add(new("file", key, $"Name the file like the customer of a publisher id ({PublisherId.Form})."));
            return null;
        }
        if (document.Fault is { } fault)
        {
            problems.Add(fault);
            return null;
        }
        if (document.Parameters is null)
        {
            problems.Add(new("file", key, "It cannot be read. Check its permissions."));
            return null;
        }
        return CustomerParameters.Read(document.Parameters, files, problems);
    }

    private void Retire_NeedsGate(Customer? customer)
    {
        if (customer is not null)
        {
            retired.Add((customer, time.GetUtcNow()));
        }
    }

    private void DisposeRetired_NeedsGate()
    {
        var before = time.GetUtcNow() - Retirement;
        foreach (var (customer, _) in retired.Where(old => old.At < before))
        {
            Dispose(customer);
        }
        retired.RemoveAll(old => old.At < before);
    }

    private static void Dispose(Customer customer)
    {
        customer.Canopsis.Dispose();
        customer.AuthKey.Dispose();
    }
}
