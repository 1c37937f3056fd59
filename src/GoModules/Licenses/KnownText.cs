namespace GoModules.Licenses;

/// <summary>A well-known text, of which a sample is kept and not a word.</summary>
/// <param name="Name">What people call it: an SPDX id, of several the one without a suffix (<c>GPL-3.0</c>).</param>
/// <param name="Ids">The SPDX ids of those who use this text: the text alone does not tell <c>GPL-3.0-only</c> from <c>GPL-3.0-or-later</c>. Empty for what belongs to a licence and is none.</param>
/// <param name="PartOf">The text that it belongs to, as a notice or an appendix; empty for a licence.</param>
/// <param name="Words">How many words it has.</param>
/// <param name="Sample">Some of its shingles, in order; empty where only the id is known.</param>
public sealed record KnownText(string Name, IReadOnlyList<string> Ids, string PartOf, int Words, IReadOnlyList<int> Sample)
{
    // Texts of up to so many words are kept whole, which the similar ones are; of longer ones each lost word is 1 in 176.
    private const int MostShingles = 176;

    /// <summary>What is kept of a text.</summary>
    public static KnownText Of(string name, IReadOnlyList<string> ids, string partOf, string text)
    {
        var words = LicenseWords.Of(text);
        return new KnownText(name, ids, partOf, words.Count, Shingles.Sample(Shingles.Of(words), MostShingles));
    }
}
