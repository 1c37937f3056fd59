namespace GoModules.Licenses;

/// <summary>The words of a licence's text that matter, as the SPDX matching guidelines have it: no case, punctuation, bullets, copyright lines.</summary>
/// <remarks>https://spdx.github.io/spdx-spec/v3.0.1/annexes/license-matching-guidelines-and-templates. What stands for a name differs too, and costs a few words.</remarks>
internal static class LicenseWords
{
    private const uint HashStart = 2166136261;
    private const uint HashFactor = 16777619;
    private const int LongestBullet = 4;

    private const string Reserved = "all rights reserved";

    // A whole text on one line may begin with its copyright, too.
    private const int LongestCopyright = 120;

    private static readonly uint[] Schemes = [HashOf("http"), HashOf("https")];

    // Wrapped lines of many licences begin so.
    private static readonly string[] AfterNoCopyright =
        ["holder", "owner", "notice", "law", "license", "licence", "and", "or", "statement", "in", "is", "interest", "protection", "act", "to", "of", "for", "treaty", "status", "rights"];

    /// <summary>A number for each word, the same for the same word everywhere and always.</summary>
    public static List<uint> Of(string text)
    {
        var words = new List<uint>(text.Length / 6);
        var word = new OpenWord();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (!IsCopyright(line))
            {
                Add(line, ref word, words);
            }
        }

        Close(ref word, isBullet: false, words);
        return words;
    }

    private static void Add(ReadOnlySpan<char> line, ref OpenWord word, List<uint> words)
    {
        for (var at = 0; at < line.Length; at++)
        {
            var letter = line[at];
            var next = at + 1 < line.Length ? line[at + 1] : '\0';
            if (char.IsLetterOrDigit(letter))
            {
                word.Add(letter);
            }
            else if (word.Length > 0 && !IsInside(letter, line[at - (at > 0 ? 1 : 0)], next))
            {
                Close(ref word, isBullet: letter is '.' or ')' && !char.IsLetterOrDigit(next), words);
            }
        }

        // A word that is divided at the end of a line goes on in the next one.
        if (line.Length == 0 || line[^1] != '-')
        {
            Close(ref word, isBullet: false, words);
        }
    }

    /// <summary>Whether a word goes on behind a hyphen, an apostrophe, or the point of a version.</summary>
    private static bool IsInside(char mark, char before, char next) => mark switch
    {
        '-' => char.IsLetterOrDigit(next) || next == '\0',
        '\'' or '’' => char.IsLetterOrDigit(next),
        '.' => char.IsAsciiDigit(before) && char.IsAsciiDigit(next),
        _ => false,
    };

    private static void Close(ref OpenWord word, bool isBullet, List<uint> words)
    {
        if (word.Length > 0 && !(isBullet && word.MayBeBullet) && !Schemes.Contains(word.Hash))
        {
            words.Add(word.Hash);
        }

        word = new OpenWord();
    }

    private static bool IsCopyright(ReadOnlySpan<char> line)
    {
        if (line.Length > LongestCopyright)
        {
            return false;
        }

        var start = line.TrimStart(" \t*#/;->|%.:_`\"'<!+=~");
        if (start.StartsWith("portions ", StringComparison.OrdinalIgnoreCase))
        {
            start = start[9..].TrimStart();
        }

        if (start.StartsWith("©") || (start.StartsWith("(c)", StringComparison.OrdinalIgnoreCase) && start.ContainsAnyInRange('0', '9')))
        {
            return true;
        }

        if (start.StartsWith(Reserved, StringComparison.OrdinalIgnoreCase))
        {
            // What follows on the same line may take back all that stands below.
            return start[Reserved.Length..].Trim(" \t.*/#").IsEmpty;
        }

        if (!start.StartsWith("copyright", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var rest = start[9..].TrimStart(" \t:");
        foreach (var word in AfterNoCopyright)
        {
            if (rest.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return rest.Length == 0 || rest.Length < start.Length - 9 || !char.IsLetter(rest[0]);
    }

    private static uint HashOf(string text)
    {
        var word = new OpenWord();
        foreach (var letter in text)
        {
            word.Add(letter);
        }

        return word.Hash;
    }

    /// <summary>A word as far as it was read.</summary>
    private struct OpenWord()
    {
        private bool _isRoman = true;

        /// <summary>FNV-1a of its letters in lower case.</summary>
        public uint Hash { get; private set; } = HashStart;

        public int Length { get; private set; }

        /// <summary>Whether it could number a paragraph: <c>1</c>, <c>10</c>, <c>a</c>, <c>iii</c>.</summary>
        public readonly bool MayBeBullet => Length <= 2 || (_isRoman && Length <= LongestBullet);

        public void Add(char letter)
        {
            letter = char.ToLowerInvariant(letter);
            Hash = (Hash ^ letter) * HashFactor;
            Length++;
            _isRoman &= letter is 'i' or 'v' or 'x';
        }
    }
}
