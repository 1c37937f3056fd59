using System.Text;

namespace GoModules;

/// <summary>One part of a pattern: a star, or what matches a single character.</summary>
/// <param name="IsStar">Whether it is a star, which matches any number of characters but no slash.</param>
/// <param name="IsNegated">Whether it matches what is outside its ranges.</param>
/// <param name="Ranges">The characters it matches.</param>
internal sealed record GlobToken(bool IsStar, bool IsNegated, (int Low, int High)[] Ranges)
{
    private static readonly GlobToken Star = new(IsStar: true, IsNegated: false, []);
    private static readonly GlobToken AnyButSlash = new(IsStar: false, IsNegated: true, [('/', '/')]);

    public bool Matches(char character)
    {
        foreach (var (low, high) in Ranges)
        {
            if (character >= low && character <= high)
            {
                return !IsNegated;
            }
        }

        return IsNegated;
    }

    /// <summary>Takes the next part off the pattern; null when it is malformed.</summary>
    public static GlobToken? TryTake(ref ReadOnlySpan<char> rest)
    {
        var first = rest[0];
        rest = rest[1..];
        switch (first)
        {
            case '*':
                return Star;
            case '?':
                return AnyButSlash;
            case '[':
                return TryTakeClass(ref rest);
            case '\\' when rest.IsEmpty:
                return null;
            case '\\':
                first = rest[0];
                rest = rest[1..];
                break;
        }

        return new GlobToken(IsStar: false, IsNegated: false, [(first, first)]);
    }

    private static GlobToken? TryTakeClass(ref ReadOnlySpan<char> rest)
    {
        var isNegated = rest is ['^', ..];
        rest = isNegated ? rest[1..] : rest;
        var ranges = new List<(int Low, int High)>();
        while (ranges.Count == 0 || rest is not [']', ..])
        {
            if (!TryTakeRange(ref rest, out var range))
            {
                return null;
            }

            ranges.Add(range);
        }

        rest = rest[1..];
        return new GlobToken(IsStar: false, isNegated, [.. ranges]);
    }

    private static bool TryTakeRange(ref ReadOnlySpan<char> rest, out (int Low, int High) range)
    {
        range = default;
        if (!TryTakeCharacter(ref rest, out var low))
        {
            return false;
        }

        var high = low;
        if (rest[0] == '-')
        {
            rest = rest[1..];
            if (!TryTakeCharacter(ref rest, out high))
            {
                return false;
            }
        }

        range = (low, high);
        return true;
    }

    /// <summary>Takes a character of a class, after which something must follow: at least the closing bracket.</summary>
    private static bool TryTakeCharacter(ref ReadOnlySpan<char> rest, out int character)
    {
        character = 0;
        if (rest is [] or ['-' or ']', ..] or ['\\'])
        {
            return false;
        }

        rest = rest[0] == '\\' ? rest[1..] : rest;
        if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        character = rune.Value;
        rest = rest[length..];
        return !rest.IsEmpty;
    }
}
