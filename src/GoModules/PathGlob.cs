using System.Buffers;

namespace GoModules;

/// <summary>One pattern of Go's <c>path.Match</c>, taken apart once, that is held against as many elements of a path as it has.</summary>
/// <remarks>Paths are ASCII, as all module paths are; in them a character is a byte, so that both count alike.</remarks>
internal sealed class PathGlob
{
    private static readonly SearchValues<char> Special = SearchValues.Create("*?[\\");

    private readonly string? _literal;
    private readonly GlobToken[] _tokens;
    private readonly int _slashes;

    private PathGlob(string pattern, GlobToken[] tokens)
    {
        _literal = pattern.AsSpan().ContainsAny(Special) ? null : pattern;
        _tokens = tokens;
        _slashes = pattern.AsSpan().Count('/');
    }

    /// <summary>The pattern, or null when it is empty or malformed and so matches nothing.</summary>
    public static PathGlob? Parse(string pattern)
    {
        if (pattern.Length == 0)
        {
            return null;
        }

        var tokens = new List<GlobToken>();
        for (var rest = pattern.AsSpan(); !rest.IsEmpty;)
        {
            if (GlobToken.TryTake(ref rest) is not { } token)
            {
                return null;
            }

            tokens.Add(token);
        }

        return new PathGlob(pattern, [.. tokens]);
    }

    public bool MatchesPrefix(string path)
    {
        if (_literal is not null)
        {
            return path.StartsWith(_literal, StringComparison.Ordinal) && (path.Length == _literal.Length || path[_literal.Length] == '/');
        }

        // Slashes are counted as they are written, in a class or behind a backslash too, because Go counts so.
        var end = 0;
        for (var slashes = _slashes; slashes >= 0; slashes--)
        {
            if (end > path.Length)
            {
                return false;
            }

            var slash = path.AsSpan(end).IndexOf('/');
            end = slash < 0 ? path.Length + 1 : end + slash + 1;
        }

        return Matches(path.AsSpan(0, end - 1));
    }

    /// <summary>Whether it matches all of a path.</summary>
    public bool MatchesWhole(string path) => _literal is not null ? path == _literal : path.AsSpan().Count('/') == _slashes && MatchesPrefix(path);

    /// <summary>Goes back to the last star alone: an earlier one could only swallow more of what the last one swallows as well.</summary>
    private bool Matches(ReadOnlySpan<char> text)
    {
        var (at, token) = (0, 0);
        var (starAt, star) = (0, -1);
        while (at < text.Length || token < _tokens.Length)
        {
            if (token < _tokens.Length && _tokens[token].IsStar)
            {
                (starAt, star) = (at, token);
                token++;
                continue;
            }

            if (token < _tokens.Length && at < text.Length && _tokens[token].Matches(text[at]))
            {
                at++;
                token++;
                continue;
            }

            // A star does not cross a slash.
            if (star < 0 || starAt >= text.Length || text[starAt] == '/')
            {
                return false;
            }

            starAt++;
            (at, token) = (starAt, star + 1);
        }

        return true;
    }
}
