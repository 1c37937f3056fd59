using GoModules.Advisories;

namespace Gateway.Access.Advisories;

/// <summary>Puts the OSV documents of one reading together. One that cannot be read spoils the reading: what it would have said is not known.</summary>
internal sealed class OsvReader
{
    private readonly List<Advisory> _advisories = [];

    /// <summary>Documents that were read, also those about nothing of Go.</summary>
    private int _documents;

    /// <summary>Whether a file belongs to a feed, by its path: the indexes of a database are no documents.</summary>
    public static bool IsDocument(string path) =>
        path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && !path.Split('/').Any(part => part.StartsWith('.') || part == "index");

    /// <exception cref="FormatException">It is no OSV document.</exception>
    public void Add(string name, ReadOnlyMemory<byte> json)
    {
        var advisory = Parse(name, json);
        _documents++;
        if (advisory is not null)
        {
            _advisories.Add(advisory);
        }
    }

    /// <exception cref="FormatException">There was no document at all, as in a folder that is not mounted.</exception>
    public AdvisoryIndex ToIndex() => _documents > 0 ? new AdvisoryIndex(_advisories) : throw new FormatException("it holds no OSV document");

    /// <summary>The advisory of a document; null when it concerns nobody.</summary>
    /// <exception cref="FormatException">It is no OSV document.</exception>
    public static Advisory? Parse(string name, ReadOnlyMemory<byte> json)
    {
        var advisory = OsvDocument.Parse(json, out var isSound);
        return isSound ? advisory : throw new FormatException($"{Upstreams.UpstreamText.Clean(name)} is no OSV document");
    }
}
