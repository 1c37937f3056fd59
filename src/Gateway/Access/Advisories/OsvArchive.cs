using System.IO.Compression;
using GoModules.Advisories;

namespace Gateway.Access.Advisories;

/// <summary>One zip with OSV documents, as osv.dev and the Go vulnerability database publish them.</summary>
internal sealed class OsvArchive(Uri address, AdvisoryFeedOptions options) : IAdvisorySource
{
    private readonly FeedClient _client = new(address, options);
    private FeedFile? _known;

    public async Task<AdvisoryIndex?> ReadAsync(CancellationToken cancellation)
    {
        var budget = new FeedBudget(options);
        if (await _client.FindAsync("", _known, budget, cancellation) is not { } file)
        {
            return null;
        }

        var index = await ReadAsync(file, budget, cancellation);
        _known = file with { Body = [] };
        return index;
    }

    public void Dispose() => _client.Dispose();

    private static async Task<AdvisoryIndex> ReadAsync(FeedFile file, FeedBudget budget, CancellationToken cancellation)
    {
        try
        {
            var reader = new OsvReader();
            using var archive = new ZipArchive(new MemoryStream(file.Body, writable: false));
            foreach (var entry in archive.Entries.Where(entry => OsvReader.IsDocument(entry.FullName)))
            {
                await using var stream = await entry.OpenAsync(cancellation);
                reader.Add(entry.FullName, await budget.ReadAsync(stream, cancellation));
            }

            return reader.ToIndex();
        }
        catch (InvalidDataException broken)
        {
            throw new FormatException("it is no zip archive, or a broken one", broken);
        }
    }
}
