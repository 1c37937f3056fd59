using System.Text;

namespace GoModules;

/// <summary>
/// The spelling that survives file systems which do not tell case apart: an upper-case letter is written as <c>!</c> and
/// the lower-case one (go.dev/ref/mod#goproxy-protocol). Says nothing about what may be written so.
/// </summary>
internal static class CaseEncoding
{
    private const char Mark = '!';
    private const int StackLimit = 256;

    /// <summary>The encoded text; the same instance when there is nothing to encode.</summary>
    public static string Escape(string plain)
    {
        if (!plain.AsSpan().ContainsAnyInRange('A', 'Z'))
        {
            return plain;
        }

        var escaped = new StringBuilder(plain.Length + 8);
        foreach (var character in plain)
        {
            _ = char.IsAsciiLetterUpper(character)
                ? escaped.Append(Mark).Append(char.ToLowerInvariant(character))
                : escaped.Append(character);
        }

        return escaped.ToString();
    }

    /// <summary>Decodes; false when an upper-case letter stands unmarked, a mark is followed by no letter, or it is not ASCII.</summary>
    public static bool TryUnescape(ReadOnlySpan<char> escaped, out string plain)
    {
        plain = "";
        if (escaped.ContainsAnyInRange('A', 'Z') || !Ascii.IsValid(escaped))
        {
            return false;
        }

        if (!escaped.Contains(Mark))
        {
            plain = escaped.ToString();
            return true;
        }

        var buffer = escaped.Length <= StackLimit ? stackalloc char[StackLimit] : new char[escaped.Length];
        var length = 0;
        for (var i = 0; i < escaped.Length; i++)
        {
            var character = escaped[i];
            if (character == Mark)
            {
                if (++i == escaped.Length || !char.IsAsciiLetterLower(escaped[i]))
                {
                    return false;
                }

                character = char.ToUpperInvariant(escaped[i]);
            }

            buffer[length++] = character;
        }

        plain = buffer[..length].ToString();
        return true;
    }
}
