namespace Gateway.Settings;

/// <summary>Finds the name that a misspelt one was meant to be.</summary>
internal static class DidYouMean
{
    /// <summary>" Did you mean X?" when one of the names is near, else nothing.</summary>
    public static string Sentence(string wrong, IEnumerable<string> names)
    {
        var nearest = names
            .Select(name => (Name: name, Distance: IsStartOf(wrong, name) ? 1 : Distance(wrong.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(candidate => candidate.Distance <= Math.Max(2, wrong.Length / 3))
            .OrderBy(candidate => candidate.Distance)
            .FirstOrDefault();

        return nearest.Name is null ? "" : $" Did you mean {nearest.Name}?";
    }

    private static bool IsStartOf(string wrong, string name) => wrong.Length >= 4 && name.StartsWith(wrong, StringComparison.OrdinalIgnoreCase);

    /// <summary>Levenshtein's distance: single letters to insert, delete or replace.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}
