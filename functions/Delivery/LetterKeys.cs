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
    private const int TimeChars = 15;
    private const int PositionChars = 28;

    public static string Letters(string customer) => TableFilter.Rows(customer, "0", ":");

    /// <summary>The row that counts the redrive packs of a publisher.</summary>
    public static string Counter(string publisher) => $"!count.{publisher}";

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

    /// <summary>Those of all customers.</summary>
    public const string ParkedManifests =
        $"RowKey ge '{Manifests}' and RowKey lt '!pack/' and PartitionKey ge '-' and parked eq true";

    public static string AllManifests(string customer) => TableFilter.Rows(customer, Manifests, "!pack/");
}
