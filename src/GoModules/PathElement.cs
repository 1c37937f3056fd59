using System.Buffers;

namespace GoModules;

/// <summary>What an element of a module path and a version have in common: both become names of files (x/mod/module, checkElem).</summary>
internal static class PathElement
{
    /// <summary>The rule that is broken, or null. Dots at the beginning and short names are the module path's own affair.</summary>
    public static string? FindFault(ReadOnlySpan<char> element, SearchValues<char> allowed)
    {
        if (element.IsEmpty)
        {
            return "has an empty element";
        }

        if (element[^1] == '.')
        {
            return $"has the element \"{element}\", which ends with a dot";
        }

        var stranger = element.IndexOfAnyExcept(allowed);
        if (stranger >= 0)
        {
            return $"has the character {Describe(element[stranger])}";
        }

        return IsReservedByWindows(BeforeDot(element)) ? $"has the element \"{element}\", a name that Windows reserves" : null;
    }

    /// <summary>The part that Windows looks at, up to the first dot.</summary>
    public static ReadOnlySpan<char> BeforeDot(ReadOnlySpan<char> element)
    {
        var dot = element.IndexOf('.');
        return dot < 0 ? element : element[..dot];
    }

    // learn.microsoft.com/windows/win32/fileio/naming-a-file
    private static bool IsReservedByWindows(ReadOnlySpan<char> name) => name.Length switch
    {
        3 => IsAnyOf(name, "con", "prn", "aux", "nul"),
        4 => name[3] is >= '1' and <= '9' && IsAnyOf(name[..3], "com", "lpt"),
        _ => false,
    };

    private static bool IsAnyOf(ReadOnlySpan<char> name, params ReadOnlySpan<string> reserved)
    {
        foreach (var word in reserved)
        {
            if (name.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static string Describe(char character) =>
        char.IsAscii(character) && !char.IsControl(character) ? $"'{character}'" : $"U+{(int)character:X4}";
}
