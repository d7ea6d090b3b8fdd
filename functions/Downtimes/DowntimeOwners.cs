namespace Forwarder.Functions.Downtimes;

/// <summary>Whose downtimes are named how, among customers that may share a Canopsis.</summary>
internal static class DowntimeOwners
{
    /// <summary>
    /// Whether a name was given for this customer, not for another one whose key is longer: <c>centreon-downtime-a-b-…</c> can be agent <c>b-…</c>
    /// of customer <c>a</c> and is taken for one of customer <c>a-b</c> if there is one.
    /// </summary>
    public static bool IsOwn(string name, string customer, IEnumerable<string> customers) =>
        name.StartsWith(DowntimeSettings.OwnPrefix(customer), StringComparison.Ordinal)
        && !customers.Any(other =>
            other.Length > customer.Length
            && name.StartsWith(DowntimeSettings.OwnPrefix(other), StringComparison.Ordinal)
        );

    /// <summary>Whether the reference connector names downtimes like this: <c>centreon-downtime-8-1715607730</c>.</summary>
    public static bool IsReference(string name)
    {
        if (!name.StartsWith(DowntimeSettings.ReferencePrefix, StringComparison.Ordinal))
        {
            return false;
        }
        var numbers = name[DowntimeSettings.ReferencePrefix.Length..].Split('-');
        return numbers.Length == 2
            && Array.TrueForAll(numbers, number => number.Length > 0 && number.All(char.IsAsciiDigit));
    }
}
