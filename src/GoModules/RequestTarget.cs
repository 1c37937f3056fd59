using System.Buffers;

namespace GoModules;

/// <summary>Turns a raw request target into a path in which every character stands for itself.</summary>
/// <remarks>
/// The go command escapes what <c>url.PathEscape</c> escapes; of those a module or version can only have <c>!</c>, and
/// <c>+</c> and <c>@</c> are escaped by other clients. Any other escape is a second spelling of something, or an attack.
/// </remarks>
internal static class RequestTarget
{
    // Lower-case letters, since upper-case ones are written "!a"; of the punctuation that x/mod allows in a version only
    // what RFC 3986 lets stand in a path as it is. No '%', '?', '#', '\', ':' or anything outside ASCII.
    private static readonly SearchValues<char> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-._~/!$&()+,=@");

    /// <summary>The path without its leading slash, decoded once; null when the target is too long or holds what it may not.</summary>
    public static string? FindPath(string? target)
    {
        if (target is null or not ['/', _, ..] || target.Length > GoRequest.MaximumLength)
        {
            return null;
        }

        var path = target.AsSpan(1);
        var stop = path.IndexOfAnyExcept(Plain);
        if (stop < 0)
        {
            return path.ToString();
        }

        return path[stop] == '%' ? Decode(path) : null;
    }

    private static string? Decode(ReadOnlySpan<char> path)
    {
        Span<char> buffer = stackalloc char[GoRequest.MaximumLength];
        var length = 0;
        for (var i = 0; i < path.Length; i++)
        {
            var character = path[i];
            if (character == '%')
            {
                character = Unescape(path[i..]);
                i += 2;
            }

            if (!Plain.Contains(character))
            {
                return null;
            }

            buffer[length++] = character;
        }

        return buffer[..length].ToString();
    }

    /// <summary>The character that an escape stands for, or NUL, which no path may have.</summary>
    private static char Unescape(ReadOnlySpan<char> text) => text switch
    {
        ['%', '2', '1', ..] => '!',
        ['%', '2', 'b' or 'B', ..] => '+',
        ['%', '4', '0', ..] => '@',
        _ => '\0',
    };
}
