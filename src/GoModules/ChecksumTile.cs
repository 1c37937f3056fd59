using System.Globalization;

namespace GoModules;

/// <summary>The place of one tile in a checksum database's tree (golang.org/x/mod/sumdb/tlog, Tile).</summary>
/// <param name="Height">The tile's height, 1 to 30; the go command uses 8.</param>
/// <param name="Level">The level of its lowest hashes, or -1 for the records themselves (<c>data</c>).</param>
/// <param name="Number">Which tile of that level, from the left.</param>
/// <param name="Width">How many hashes or records it holds, 1 to 2^Height.</param>
public sealed record ChecksumTile(int Height, int Level, long Number, int Width)
{
    private const string Folder = "tile/";
    private const int Highest = 30;
    private const int GroupSize = 1000;

    /// <summary>Whether the tile holds records and not hashes.</summary>
    public bool IsData => Level < 0;

    /// <summary>Whether the tile is not full yet. A server may stop serving it once the full one exists.</summary>
    public bool IsPartial => Width != 1 << Height;

    /// <summary>Where the database has it: <c>tile/8/0/x001/234.p/17</c>, the one spelling that <see cref="Parse"/> reads.</summary>
    public string Path
    {
        get
        {
            var number = (Number % GroupSize).ToString("D3", CultureInfo.InvariantCulture);
            for (var rest = Number / GroupSize; rest > 0; rest /= GroupSize)
            {
                number = $"x{rest % GroupSize:D3}/{number}";
            }

            var level = IsData ? "data" : Level.ToString(CultureInfo.InvariantCulture);
            return string.Create(CultureInfo.InvariantCulture, $"{Folder}{Height}/{level}/{number}{(IsPartial ? $".p/{Width}" : "")}");
        }
    }

    /// <summary>
    /// Reads <c>tile/8/0/x001/234.p/17</c>; null for every other spelling, including what tlog's own Path would not write.
    /// </summary>
    public static ChecksumTile? Parse(string path)
    {
        var rest = path.AsSpan();
        if (!rest.StartsWith(Folder, StringComparison.Ordinal))
        {
            return null;
        }

        rest = rest[Folder.Length..];
        if (!TryTakeElement(ref rest, out var heightText) || !TryReadDecimal(heightText, out var height) || height is < 1 or > Highest ||
            !TryTakeElement(ref rest, out var levelText) || !TryReadLevel(levelText, out var level) ||
            !TryTakeNumber(ref rest, out var number))
        {
            return null;
        }

        return TryReadWidth(rest, height, out var width) ? new ChecksumTile(height, level, number, width) : null;
    }

    private static bool TryReadLevel(ReadOnlySpan<char> text, out int level)
    {
        if (text is "data")
        {
            level = -1;
            return true;
        }

        return TryReadDecimal(text, out level);
    }

    /// <summary>Takes groups of three digits off, all but the last written <c>x123/</c>.</summary>
    private static bool TryTakeNumber(ref ReadOnlySpan<char> rest, out long number)
    {
        number = 0;
        while (rest is ['x', _, _, _, '/', ..])
        {
            if (!TryAppendGroup(ref number, rest[1..4]) || number == 0)
            {
                return false;
            }

            rest = rest[5..];
        }

        if (rest.Length < 3 || !TryAppendGroup(ref number, rest[..3]))
        {
            return false;
        }

        rest = rest[3..];
        return true;
    }

    private static bool TryAppendGroup(ref long number, ReadOnlySpan<char> group)
    {
        if (!TryReadDigits(group, out var value) || number > (long.MaxValue - value) / GroupSize)
        {
            return false;
        }

        number = (number * GroupSize) + value;
        return true;
    }

    private static bool TryReadWidth(ReadOnlySpan<char> text, int height, out int width)
    {
        width = 1 << height;
        if (text.IsEmpty)
        {
            return true;
        }

        return text is ['.', 'p', '/', .. var digits] && TryReadDecimal(digits, out width) && width >= 1 && width < 1 << height;
    }

    private static bool TryTakeElement(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> element)
    {
        var slash = rest.IndexOf('/');
        element = slash < 0 ? default : rest[..slash];
        rest = rest[(slash + 1)..];
        return slash > 0;
    }

    /// <summary>A number as it is always written: digits alone, none of them a leading zero.</summary>
    private static bool TryReadDecimal(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        return text is ['0'] or [not '0', ..] && TryReadDigits(text, out number);
    }

    private static bool TryReadDigits(ReadOnlySpan<char> text, out int number)
    {
        // int.TryParse would let NULs follow the digits.
        number = 0;
        return !text.ContainsAnyExceptInRange('0', '9') && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
