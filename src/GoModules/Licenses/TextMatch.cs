namespace GoModules.Licenses;

/// <summary>A place in a file where a known text stands.</summary>
/// <param name="Text">The text.</param>
/// <param name="Start">Its first word there.</param>
/// <param name="End">The word behind its last one.</param>
/// <param name="Share">How much of the text stands there, 0 to 1.</param>
internal sealed record TextMatch(KnownText Text, int Start, int End, double Share)
{
    // One that is written out of a larger one ends where that goes on.
    private const double MostShared = 0.25;

    /// <summary>What speaks for it: the words that are there without those that are not. Of two that are alike the right one has more.</summary>
    public double Weight => Math.Min(Share * Text.Words, Explained) - ((1 - Share) * Text.Words);

    /// <summary>Words of the file that it explains. Its sample does not begin with its first word.</summary>
    public int Explained => Math.Min(Text.Words, End - Start + (2 * Text.Words / Text.Sample.Count));

    /// <summary>Words that stand among those of the text and are not its own.</summary>
    public int Inserted => Math.Max(0, End - Start - Text.Words);

    /// <summary>Whether both cannot be meant.</summary>
    public bool Rivals(TextMatch other) =>
        Math.Min(End, other.End) - Math.Max(Start, other.Start) > MostShared * Math.Min(End - Start, other.End - other.Start);
}
