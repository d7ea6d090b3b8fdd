namespace Forwarder.Functions.Delivery;

internal static class DeadLetterState
{
    /// <summary>Waits for a decision.</summary>
    public const string Open = "open";

    /// <summary>Is in its lane once more.</summary>
    public const string Sending = "sending";

    /// <summary>Was sent again and taken.</summary>
    public const string Delivered = "delivered";

    /// <summary>A later event of the same object was delivered.</summary>
    public const string Superseded = "superseded";

    /// <summary>Given up by an operator.</summary>
    public const string Discarded = "discarded";

    public static readonly IReadOnlyList<string> All = [Open, Sending, Delivered, Superseded, Discarded];
}
