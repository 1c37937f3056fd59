using System.Buffers;
using GoModules;

namespace Gateway.Access.Rules;

/// <summary>What can be told of module patterns without a module.</summary>
internal static class RuleModules
{
    private static readonly SearchValues<char> Wildcards = SearchValues.Create("*?[\\");

    /// <summary>Whether a pattern names modules and does not just take them: its first element has a letter or a digit outside of wildcards.</summary>
    public static bool IsByName(string pattern)
    {
        var isInClass = false;
        foreach (var letter in pattern.Split('/')[0])
        {
            if (!isInClass && char.IsAsciiLetterOrDigit(letter))
            {
                return true;
            }

            isInClass = letter == '[' || (isInClass && letter != ']');
        }

        return false;
    }

    /// <summary>Whether some module may match both patterns; also true where it cannot be told.</summary>
    public static bool MayMeet(string left, string right)
    {
        // As many elements as both have: beyond them either takes everything.
        foreach (var (first, second) in left.Split('/').Zip(right.Split('/')))
        {
            var (isFirstGlob, isSecondGlob) = (first.AsSpan().ContainsAny(Wildcards), second.AsSpan().ContainsAny(Wildcards));
            if (isFirstGlob && isSecondGlob ? !MayMeetGlobs(first, second)
                : isFirstGlob ? !ModulePattern.MatchesPrefix(first, second)
                : isSecondGlob ? !ModulePattern.MatchesPrefix(second, first)
                : first != second)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether every module that matches <paramref name="narrow"/> surely matches <paramref name="wide"/>.</summary>
    public static bool Covers(string wide, string narrow) =>
        wide == "*" || wide == narrow || (!narrow.AsSpan().ContainsAny(Wildcards) ? ModulePattern.MatchesPrefix(wide, narrow) : narrow.StartsWith(wide + "/", StringComparison.Ordinal));

    // What stands before the first wildcard of both, and behind the last, must not contradict each other.
    private static bool MayMeetGlobs(string first, string second)
    {
        var (start, end) = (Math.Min(first.AsSpan().IndexOfAny(Wildcards), second.AsSpan().IndexOfAny(Wildcards)), Math.Min(Tail(first), Tail(second)));
        return first[..start] == second[..start] && first[^end..] == second[^end..];
    }

    private static int Tail(string glob) => glob.Contains('[') || glob.Contains('\\') ? 0 : glob.Length - glob.AsSpan().LastIndexOfAny(Wildcards) - 1;
}
