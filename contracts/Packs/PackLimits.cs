namespace Forwarder.Contracts.Packs;

/// <summary>When a pack is full. 60 KiB stay below the 64 KiB that Event Hubs bills as one event.</summary>
/// <param name="MaxEvents">Parameter <c>max_pack_events</c>.</param>
/// <param name="MaxCompressedBytes">Bytes of the whole pack on the wire.</param>
public sealed record PackLimits(int MaxEvents = 2000, int MaxCompressedBytes = 60 * 1024)
{
    /// <summary>Inflated size that no reader exceeds, header line included.</summary>
    public const int MaxRawBytes = 8 * 1024 * 1024;

    /// <summary>Lines that no reader takes more of: the largest <c>max_pack_events</c>.</summary>
    public const int MaxLines = 100_000;

    /// <summary>Nesting that no reader exceeds.</summary>
    public const int MaxDepth = 32;

    internal const int HeaderReserveBytes = 256;
}
