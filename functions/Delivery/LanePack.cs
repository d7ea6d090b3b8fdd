namespace Forwarder.Functions.Delivery;

/// <summary>A pack on its way through a lane.</summary>
internal sealed record LanePack(PackLabel Label, ReadOnlyMemory<byte> Body)
{
    public PackKey Key => Label.Key;
}
