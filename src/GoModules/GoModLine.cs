using System.Globalization;
using System.Text;

namespace GoModules;

/// <summary>Takes one line of a go.mod apart (modfile, readToken).</summary>
internal static class GoModLine
{
    /// <summary>The words and punctuation of a line without its comment; null for what go.mod cannot hold.</summary>
    public static List<string>? Split(string line)
    {
        var tokens = new List<string>();
        for (var at = 0; at < line.Length;)
        {
            if (line[at] is ' ' or '\t' or '\r')
            {
                at++;
                continue;
            }

            if (Begins(line, at, "//"))
            {
                return tokens;
            }

            var end = line[at] is '(' or ')' or '[' or ']' or '{' or '}' or ',' ? at + 1
                : line[at] is '"' or '`' ? EndOfString(line, at)
                : EndOfWord(line, at);
            if (end <= at)
            {
                return null;
            }

            tokens.Add(line[at..end]);
            at = end;
        }

        return tokens;
    }

    private static int EndOfString(string line, int start)
    {
        for (var at = start + 1; at < line.Length; at++)
        {
            if (line[at] == line[start])
            {
                return at + 1;
            }

            at += line[at] == '\\' && line[start] == '"' ? 1 : 0;
        }

        return -1;
    }

    private static int EndOfWord(string line, int start)
    {
        var at = start;
        while (at < line.Length && !Begins(line, at, "//"))
        {
            if (Begins(line, at, "/*"))
            {
                return -1;
            }

            // Half a pair stands for what was no UTF-8, and Go shows that as a character too.
            var letter = Rune.TryGetRuneAt(line, at, out var rune) ? rune : Rune.ReplacementChar;
            if (!IsOfWord(letter))
            {
                break;
            }

            at += letter.Utf16SequenceLength;
        }

        return at;
    }

    private static bool Begins(string line, int at, string what) => string.CompareOrdinal(line, at, what, 0, what.Length) == 0;

    private static bool IsOfWord(Rune letter) => letter.Value is not ('(' or ')' or '[' or ']' or '{' or '}' or ',' or ' ') && Rune.GetUnicodeCategory(letter)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
