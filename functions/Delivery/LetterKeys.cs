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

    public static string Letters(string customer) => TableFilter.Rows(customer, "0", ":");

    /// <summary>The row that counts the redrive packs of a publisher.</summary>
    public static string Counter(string publisher) => $"!count.{publisher}";

    public static string Manifest(string publisher, long sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"{Manifests}{publisher}.{sequence:D19}");

    public static string AllManifests(string customer) => TableFilter.Rows(customer, Manifests, "!pack/");
}
