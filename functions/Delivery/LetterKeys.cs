using System.Globalization;
using Forwarder.Functions.Tables;

namespace Forwarder.Functions.Delivery;

/// <summary>
/// Keys in table <c>deadletters</c>. A customer's partition holds its letters, whose keys begin with the digits of a time, and behind <c>!</c> what is needed
/// to send them again: one transaction changes both.
/// </summary>
internal static class LetterKeys
{
    public const string IsOpen = $"(state eq '{DeadLetterState.Open}' or state eq '{DeadLetterState.Sending}')";

    private const string Manifests = "!pack.";
    private const string Counts = "!count.";
    private const int TimeChars = 15;
    private const int PositionChars = 28;

    public static string Letters(string customer) => TableFilter.Rows(customer, "0", ":");

    /// <summary>The row that counts the redrive packs of a publisher.</summary>
    public static string Counter(string publisher) => Counts + publisher;

    /// <returns>The publisher.</returns>
    public static string Counted(string counter) => counter[Counts.Length..];

    public static string Manifest(string publisher, long sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"{Manifests}{publisher}.{sequence:D19}");

    /// <summary>Whether a letter's event comes after another event that the same agent published in the same epoch.</summary>
    /// <param name="key">See <see cref="DeadLetterEntity.RowKey(DateTimeOffset, string, PackKey, int)"/>.</param>
    public static bool IsAfter(string key, string other)
    {
        var agent = key.Length - TimeChars - PositionChars;
        var position = key.Length - PositionChars;
        return key.Length == other.Length
            && agent > 0
            && string.CompareOrdinal(key, TimeChars, other, TimeChars, agent) == 0
            && string.CompareOrdinal(key, position, other, position, PositionChars) > 0;
    }

    public static string AllManifests(string customer) => TableFilter.Rows(customer, Manifests, "!pack/");

    public static string AllManifests(string customer, string publisher) =>
        TableFilter.Rows(customer, $"{Manifests}{publisher}.", $"{Manifests}{publisher}/");

    /// <summary>Those of all customers whose packs are in their lanes, or were.</summary>
    public const string ParkedManifests =
        $"{OfCustomers} and RowKey ge '{Manifests}' and RowKey lt '!pack/' and parked eq true";

    /// <summary>Those of all customers.</summary>
    public const string Counters = $"{OfCustomers} and RowKey ge '{Counts}' and RowKey lt '!count/'";

    /// <summary>Letters of all customers that were delivered, superseded or given up before a time.</summary>
    public static string SettledBefore(DateTimeOffset time) =>
        $"{OfCustomers} and RowKey ge '0' and RowKey lt ':' and {TableFilter.Before("changed_at", time)} and (state eq '{DeadLetterState.Delivered}' or state eq '{DeadLetterState.Superseded}' or state eq '{DeadLetterState.Discarded}')";

    // Orders stand in a partition of their own, whose name begins with a character before all customers.
    private const string OfCustomers = "PartitionKey ge '-'";
}
