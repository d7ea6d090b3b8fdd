using Forwarder.Contracts.Parameters;
using Forwarder.Functions.Canopsis;
using Forwarder.Functions.Mapping;

namespace Forwarder.Functions.Customers;

/// <summary>
/// The customers by key, read again when the refresh interval has passed. Each customer stands for itself: an invalid document is logged with all
/// its problems and leaves the customer's last valid version in use, if there is one.
/// </summary>
internal sealed class CustomerCatalog(
    CustomerFolder? folder,
    TimeSpan refresh,
    TimeProvider time,
    ILogger<CustomerCatalog> logger
) : IDisposable
{
    /// <summary>Longer than an invocation can last: then nobody uses a replaced version any more.</summary>
    private static readonly TimeSpan Retirement = TimeSpan.FromMinutes(15);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly List<(Customer Customer, DateTimeOffset At)> retired = [];
    private long? readAt;

    /// <summary>Null for a customer that does not exist or was never valid.</summary>
    public Customer? Find(string key)
    {
        lock (gate)
        {
            if (readAt is not { } last || time.GetElapsedTime(last) >= refresh)
            {
                readAt = time.GetTimestamp();
                Refresh_NeedsGate();
            }
            return entries.GetValueOrDefault(key)?.Valid;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (
                var customer in entries.Values.Select(entry => entry.Valid).Concat(retired.Select(old => old.Customer))
            )
            {
                customer?.Canopsis.Dispose();
            }
            entries.Clear();
            retired.Clear();
        }
    }

    private void Refresh_NeedsGate()
    {
        DisposeRetired_NeedsGate();
        Dictionary<string, byte[]?> documents;
        try
        {
            documents = folder?.Read() ?? [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            CustomerLog.Unreadable(logger, unreadable);
            return;
        }
        foreach (var removed in entries.Keys.Where(key => !documents.ContainsKey(key)).ToList())
        {
            Retire_NeedsGate(entries[removed].Valid);
            entries.Remove(removed);
            CustomerLog.Removed(logger, removed);
        }
        foreach (var (key, document) in documents)
        {
            var known = entries.GetValueOrDefault(key);
            if (known is null || !Same(known.Document, document) || HasNewFiles(known))
            {
                var files = new Dictionary<string, byte[]?>(StringComparer.Ordinal);
                entries[key] = new Entry(document, files, Accept_NeedsGate(key, document, files, known?.Valid));
            }
        }
    }

    private bool HasNewFiles(Entry known) => known.Files.Any(file => !Same(file.Value, folder?.ReadNamed(file.Key)));

    private Customer? Accept_NeedsGate(string key, byte[]? document, Dictionary<string, byte[]?> files, Customer? last)
    {
        var problems = new List<ParameterProblem>();
        var parameters = Read(key, document, name => files[name] = folder?.ReadNamed(name), problems);
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
            CustomerLog.Refused(logger, key, last is not null);
            return last;
        }
        Retire_NeedsGate(last);
        CustomerLog.Accepted(logger, key);
        return new Customer(
            key,
            new EventMapper(parameters.Mapping),
            new CanopsisClient(key, parameters.Canopsis, time, logger)
        );
    }

    private static CustomerParameters? Read(
        string key,
        byte[]? document,
        Func<string, byte[]?> formatFile,
        List<ParameterProblem> problems
    )
    {
        if (!CustomerFolder.IsCustomerKey(key))
        {
            problems.Add(new("file", key, $"Name the file like the customer of a publisher id ({Publishers()})."));
            return null;
        }
        if (document is null)
        {
            problems.Add(new("file", key, "It cannot be read. Check its permissions."));
            return null;
        }
        return CustomerParameters.Read(document, formatFile, problems);
    }

    private static string Publishers() => Contracts.Publishers.PublisherId.Form;

    private static bool Same(byte[]? left, byte[]? right) =>
        left is null ? right is null : right is not null && left.AsSpan().SequenceEqual(right);

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
            customer.Canopsis.Dispose();
        }
        retired.RemoveAll(old => old.At < before);
    }

    /// <param name="Document">As last read; null when it could not be.</param>
    /// <param name="Files">What else it named, as last read.</param>
    private sealed record Entry(byte[]? Document, IReadOnlyDictionary<string, byte[]?> Files, Customer? Valid);
}
