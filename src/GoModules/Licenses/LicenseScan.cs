using System.Globalization;

namespace GoModules.Licenses;

/// <summary>Finds the licences in the text of one file.</summary>
/// <remarks>Bounded by the length of the text, whatever stands there: <see cref="MostLooks"/>.</remarks>
public static class LicenseScan
{
    // Candidates times words: far more than all licences of a distribution in one file, and a second at most.
    private const long MostLooks = 30_000_000;

    // A title, an address, who wrote it: what stands beside a licence without changing it. A clause more does not pass.
    private const int MostBeside = 40;
    private const int MostInserted = 12;
    private const double ShareBeside = 0.02;

    /// <summary>What the file says.</summary>
    /// <param name="path">Where it is in the module.</param>
    /// <param name="text">Its text.</param>
    /// <param name="catalog">The texts to look for.</param>
    public static LicenseFile Of(string path, string text, LicenseCatalog catalog)
    {
        var tagged = SpdxTags.Find(text).Select(id => (Id: id, Found: catalog.Named(id))).ToList();
        var words = LicenseWords.Of(tagged.Count > 0 ? SpdxTags.Remove(text) : text);
        var shingles = Shingles.Of(words);
        if (FindCandidates(shingles, catalog) is not { } candidates)
        {
            return new LicenseFile(path, [], "more texts stand in it than can be told apart");
        }

        var matches = Choose(candidates.SelectMany(candidate => new TextSearch(candidate).Find(shingles)));
        var found = matches.Where(match => IsSaid(match.Text, matches)).Select(match => new FoundLicense(match.Text.PartOf is { Length: > 0 } whole ? whole : match.Text.Name, match.Text.Ids))
            .Concat(tagged.Select(tag => tag.Found).OfType<FoundLicense>()).DistinctBy(license => license.Name).ToList();
        var foreign = tagged.FirstOrDefault(tag => tag.Found is null).Id;
        return new LicenseFile(path, found, foreign is null ? FindUnknown(words.Count, matches, found.Count) : $"\"{foreign}\" is no id of SPDX");
    }

    /// <summary>The texts of which enough is there, wherever; null when there are too many.</summary>
    private static List<KnownText>? FindCandidates(int[] shingles, LicenseCatalog catalog)
    {
        var isSeen = new bool[catalog.Count];
        var counts = new int[catalog.Texts.Count];
        for (var word = 0; word < shingles.Length; word++)
        {
            var place = catalog.Find(shingles[word]);
            if (place < 0)
            {
                shingles[word] = -1;
            }
            else if (!isSeen[place])
            {
                isSeen[place] = true;
                foreach (var owner in catalog.OwnersOf(place))
                {
                    counts[owner]++;
                }
            }
        }

        var candidates = catalog.Texts.Where((text, index) => counts[index] > 0 && counts[index] >= TextSearch.LeastOf(text)).ToList();
        return (long)candidates.Count * shingles.Length > MostLooks ? null : candidates;
    }

    /// <summary>Of those that cannot all be meant the heaviest, in the order in which they stand there.</summary>
    private static List<TextMatch> Choose(IEnumerable<TextMatch> matches)
    {
        var chosen = new List<TextMatch>();
        foreach (var match in matches.OrderByDescending(match => match.Weight).ThenByDescending(match => match.Share))
        {
            if (!chosen.Exists(match.Rivals))
            {
                chosen.Add(match);
            }
        }

        chosen.Sort((one, other) => one.Start.CompareTo(other.Start));
        return chosen;
    }

    /// <summary>A notice says something where no licence of its kind stands: in the text of one it is an example.</summary>
    private static bool IsSaid(KnownText text, List<TextMatch> matches) =>
        text.Ids.Count > 0 && (text.PartOf.Length == 0 || !matches.Exists(match => match.Text.PartOf.Length == 0 && KindOf(match.Text.Name).SequenceEqual(KindOf(text.PartOf))));

    // GPL of GPL-3.0; editions share most of what they say of themselves.
    private static ReadOnlySpan<char> KindOf(string name) => name.IndexOf('-') is > 0 and var dash ? name.AsSpan(0, dash) : name;

    private static string? FindUnknown(int words, List<TextMatch> matches, int found)
    {
        if (found == 0)
        {
            return words == 0 ? "it is empty" : "its text is none that is known";
        }

        if (matches.Find(match => match.Inserted > MostInserted + (match.Text.Words * ShareBeside)) is { } changed)
        {
            return string.Create(CultureInfo.InvariantCulture, $"about {changed.Inserted} words stand in the text of {changed.Text.Name} that are not its own");
        }

        var beside = words - matches.Sum(match => match.Explained);
        return beside > MostBeside + (words * ShareBeside)
            ? string.Create(CultureInfo.InvariantCulture, $"about {beside} of its {words} words are of no known text")
            : null;
    }
}
