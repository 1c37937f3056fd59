using System.Buffers;
using Gateway.Caching;
using Gateway.Settings;
using Gateway.Upstreams;
using GoModules;

namespace Gateway.Checksums;

/// <summary>Reads records and tiles of a checksum database as clients get them: out of the cache, else through its chain.</summary>
internal sealed class DatabaseReader(IServiceProvider services, KeptResponses kept, CurrentSnapshot current)
{
    private const int HashBytes = 32;

    // The cache checks what it keeps, and so asks us: it is found when it is needed.
    private ResponseCache? _cache;

    private ResponseCache Cache => _cache ??= services.GetRequiredService<ResponseCache>();

    /// <summary>What the database answers; null when it says that there is no such thing.</summary>
    /// <exception cref="DatabaseException">It did not answer.</exception>
    public async Task<byte[]?> ReadAsync(ChecksumSource source, string path, CancellationToken cancellation)
    {
        await using var answer = await Cache.GetAsync(FetchOf(source, path), cancellation);
        return answer switch
        {
            { Kept: { Status: StatusCodes.Status200OK } found } => found.Body.ToArray(),
            { Kept: not null } or { Refused.Status: StatusCodes.Status404NotFound } => null,
            _ => throw new DatabaseException($"could not be asked: {string.Join("; ", FetchWords.Of(answer.Refused!))}", isDishonest: false),
        };
    }

    /// <summary>The hashes of a tile. What is not full may be gone when the full one exists.</summary>
    /// <exception cref="DatabaseException">The database did not answer, or lacks a tile of a tree that it has signed.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(ChecksumSource source, ChecksumTile tile, CancellationToken cancellation)
    {
        var full = tile with { Width = 1 << tile.Height };
        var content = await ReadAsync(source, tile.Path, cancellation) ?? (tile.IsPartial ? await ReadAsync(source, full.Path, cancellation) : null);
        var length = tile.Width * HashBytes;
        return content is not null && content.Length >= length
            ? content.AsMemory(0, length)
            : throw new DatabaseException($"lacks {tile.Path} of a tree that it has signed", isDishonest: true);
    }

    /// <summary>Forgets what was read and does not hold, so that it is asked for again.</summary>
    public Task ForgetAsync(ChecksumSource source, string path) => kept.ForgetAsync(FetchOf(source, path));

    private Fetch FetchOf(ChecksumSource source, string path) => new(
        GoRequest.Parse($"/sumdb/{source.Name}/{path}") ?? throw new InvalidOperationException($"{path} is no request for a checksum database."),
        source.Chain,
        false,
        current.Value.Settings,
        default);
}
