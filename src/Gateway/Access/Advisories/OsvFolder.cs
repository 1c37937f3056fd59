using Gateway.Settings;
using GoModules.Advisories;

namespace Gateway.Access.Advisories;

/// <summary>A folder with OSV documents, in it and in folders below: an operator's own, or a copy of a database that somebody keeps fresh.</summary>
internal sealed class OsvFolder(AdvisoryFeedOptions options) : IAdvisorySource
{
    private const int MostFiles = 500_000;
    private const int DeepestFolder = 8;

    private static readonly EnumerationOptions All = new() { RecurseSubdirectories = true, MaxRecursionDepth = DeepestFolder, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    private int? _stamp;

    public async Task<AdvisoryIndex?> ReadAsync(CancellationToken cancellation)
    {
        var root = Path.GetFullPath(options.Source);
        var files = new DirectoryInfo(root).EnumerateFiles("*", All)
            .Select(file => Path.GetRelativePath(root, file.FullName)).Where(OsvReader.IsDocument).Take(MostFiles + 1).Order(StringComparer.Ordinal).ToList();
        if (files.Count > MostFiles)
        {
            throw new FormatException($"it has more than {MostFiles} files");
        }

        var stamp = StampOf(root, files);
        if (stamp == _stamp)
        {
            return null;
        }

        var (reader, budget) = (new OsvReader(), new FeedBudget(options));
        foreach (var name in files)
        {
            await using var stream = File.OpenRead(Path.Combine(root, name));
            reader.Add(name, await budget.ReadAsync(stream, cancellation));
        }

        var index = reader.ToIndex();
        _stamp = stamp;
        return index;
    }

    public void Dispose()
    {
        // Nothing is held.
    }

    private static int StampOf(string root, List<string> files)
    {
        var hash = new HashCode();
        foreach (var name in files)
        {
            hash.Add(name, StringComparer.Ordinal);
            hash.Add(FileStamp.Of(Path.Combine(root, name)));
        }

        return hash.ToHashCode();
    }
}
