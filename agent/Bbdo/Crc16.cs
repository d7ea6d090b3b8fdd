namespace Forwarder.Agent.Bbdo;

/// <summary>CRC-16/X-25: reflected polynomial 0x8408, all bits inverted at both ends (bbdo 1.2).</summary>
internal static class Crc16
{
    private const ushort Polynomial = 0x8408;
    private static readonly ushort[] Table = CreateTable();

    public static ushort Compute(ReadOnlySpan<byte> bytes)
    {
        uint crc = 0xFFFF;
        foreach (byte next in bytes)
        {
            crc = (crc >> 8) ^ Table[(crc ^ next) & 0xFF];
        }

        return (ushort)(crc ^ 0xFFFF);
    }

    private static ushort[] CreateTable()
    {
        ushort[] table = new ushort[256];
        for (int index = 0; index < table.Length; index++)
        {
            int crc = index;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ Polynomial;
            }

            table[index] = (ushort)crc;
        }

        return table;
    }
}
