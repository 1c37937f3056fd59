namespace Gateway.Lab.Modules;

/// <summary>The checksum of zip entries, in steps, so that a common beginning is counted once.</summary>
internal static class Crc32
{
    public const uint Start = 0xffffffff;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(static n => Row((uint)n))];

    public static uint Continue(uint state, ReadOnlyMemory<byte> bytes)
    {
        foreach (var one in bytes.Span)
        {
            state = Table[(state ^ one) & 0xff] ^ (state >> 8);
        }

        return state;
    }

    public static uint End(uint state) => ~state;

    private static uint Row(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 1 ? 0xedb88320 ^ (value >> 1) : value >> 1;
        }

        return value;
    }
}
