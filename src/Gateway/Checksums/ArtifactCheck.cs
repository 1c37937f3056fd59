using Gateway.Caching;
using Gateway.Upstreams;
using GoModules;

namespace Gateway.Checksums;

/// <summary>The check of one artifact that is arriving.</summary>
/// <param name="Fetch">What was asked for.</param>
/// <param name="Cluster">Who gives it.</param>
/// <param name="Asked">What the database says; null for private modules, which no database may hear of.</param>
/// <param name="Checks">Who judges.</param>
internal sealed record ArtifactCheck(Fetch Fetch, string Cluster, Task<RecordFinding>? Asked, ArtifactChecks Checks)
{
    /// <summary>The end of a zip that nobody gets before it is checked, in bytes: more than its end record, without which it is no zip.</summary>
    public const int WithheldBytes = 64 * 1024;

    private const long Mebibyte = 1024 * 1024;

    // What the go command takes of a module, unpacked (golang.org/x/mod/zip, MaxZipFile).
    private const long MostUnpacked = 500 * Mebibyte;

    /// <summary>Whether it is not given out before it is checked.</summary>
    public bool IsEnforced => Fetch.IsEnforced;

    /// <summary>The largest zip that is held for it, in bytes.</summary>
    public long Largest => Fetch.Settings.Checksums.LargestZipMegabytes * Mebibyte;

    /// <summary>The verdict on a go.mod.</summary>
    public Task<ChecksumVerdict> JudgeGoModAsync(ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        Checks.JudgeAsync(this, DirHash.OfGoMod(content.Span), cancellation);

    /// <summary>The verdict on a zip with this hash; null for one that cannot be read.</summary>
    public Task<ChecksumVerdict> JudgeZipAsync(string? hash, CancellationToken cancellation) => Checks.JudgeAsync(this, hash, cancellation);

    /// <summary>The verdict on a zip that is not held.</summary>
    public ChecksumVerdict TooLarge() => Checks.Judged(this, new ChecksumVerdict(
        ChecksumState.Unverified, null, $"gave a zip larger than the {Fetch.Settings.Checksums.LargestZipMegabytes} MiB that are held until it is checked (Checksums:LargestZipMegabytes)")
    {
        Refusal = IsEnforced ? StatusCodes.Status403Forbidden : null,
    });

    /// <summary>Hashes a zip while it arrives; null for one that cannot be read, or is not held whole. Never throws.</summary>
    public static async Task<string?> HashAsync(SharedBody body, CancellationToken cancellation)
    {
        var hash = new ZipHash(MostUnpacked);
        try
        {
            while (await body.ReadArrivedAsync(hash.Length, cancellation) is { } bytes)
            {
                if (bytes.IsEmpty)
                {
                    return await hash.FinishAsync();
                }

                hash.Append(bytes);
            }
        }
        catch (Exception over) when (over is BrokenBodyException or OperationCanceledException)
        {
            // Whoever fills it tells.
        }

        return null;
    }
}
