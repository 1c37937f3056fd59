using System.Buffers;
using Gateway.Caching;
using Gateway.Checksums;
using Gateway.Edge;
using GoModules;

namespace Gateway.Access.Rules;

/// <summary>
/// Finds out when versions were made: what their <c>.info</c> says, or when they appeared in a list that was seen without them, whichever is later.
/// Both are fetched through the cache like anything else.
/// </summary>
/// <remarks>
/// A pseudo-version has a time in its name, which anybody can write; the <c>.info</c> is what the origin says, and its author's clock has made that:
/// it can be set back. What was not there yesterday is not older than that, whatever it says; unless nobody had looked before, and the checksum
/// database can prove that it had it earlier.
/// </remarks>
internal sealed class VersionAges(ResponseCache cache, KeptResponses kept, VersionSightings sightings, RecordTimes records, TimeProvider time)
{
    // As many as a large deployment sees in weeks; each is about 150 bytes.
    private const int Remembered = 50_000;

    private readonly TwoGenerations<string, DateTimeOffset> _known = new(Remembered);
    private readonly TwoGenerations<string, DateTimeOffset> _existed = new(Remembered);

    /// <summary>When a version of the module was made.</summary>
    /// <param name="files">Where its files are.</param>
    /// <param name="request">What is asked of the module.</param>
    /// <param name="version">The version.</param>
    /// <param name="wanted">How old it has to be; whether it is older matters to nobody.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OperationCanceledException">It took too long, or the client went away.</exception>
    public async ValueTask<VersionAge> FindAsync(ModuleFiles files, GoRequest request, string version, TimeSpan wanted, CancellationToken cancellation)
    {
        if (!ModuleVersion.TryEscape(version, out var escaped) || files.FindBeside(request, $"@v/{escaped}.info") is not { } fetch)
        {
            return default;
        }

        var said = await FindSaidAsync(files, fetch, cancellation);
        if (said.Time is not { } made || await FindAppearanceAsync(files, request, version, cancellation) is not { } appeared || appeared <= made)
        {
            return said;
        }

        var existed = time.GetUtcNow() - appeared < wanted && files.FindBeside(request, $"@v/{escaped}.mod") is { } goMod ? await FindExistingAsync(files, goMod, cancellation) : null;
        var first = existed < appeared ? existed.Value : appeared;
        return first <= made ? said : new VersionAge(first, false) { IsSighting = true };
    }

    private async ValueTask<VersionAge> FindSaidAsync(ModuleFiles files, Fetch fetch, CancellationToken cancellation)
    {
        if (_known.TryFind(fetch.Key, out var found))
        {
            return new VersionAge(found, false);
        }

        if (files.AsksNobody)
        {
            return await kept.PeekAsync(fetch, cancellation) is { Status: StatusCodes.Status200OK } peeked && InfoDocument.FindTime(peeked.Body.ToArray()) is { } known
                ? new VersionAge(known, false)
                : new VersionAge(null, false) { IsUnasked = true };
        }

        await using var answer = await cache.GetAsync(fetch, cancellation);
        if (answer.Kept is not { Status: StatusCodes.Status200OK } info)
        {
            return new VersionAge(null, answer.Refused is { Status: >= StatusCodes.Status500InternalServerError });
        }

        if (InfoDocument.FindTime(info.Body.ToArray()) is not { } made)
        {
            return default;
        }

        _known.Set(fetch.Key, made);
        return new VersionAge(made, false);
    }

    private async ValueTask<DateTimeOffset?> FindExistingAsync(ModuleFiles files, Fetch goMod, CancellationToken cancellation)
    {
        if (!_existed.TryFind(goMod.Key, out var existed))
        {
            if (files.AsksNobody || await records.FindExistingAsync(goMod, cancellation) is not { } found)
            {
                return null;
            }

            _existed.Set(goMod.Key, existed = found);
        }

        return existed;
    }

    /// <summary>Looks at the list where it may have something new; lists are all that tells of what was there before.</summary>
    private async ValueTask<DateTimeOffset?> FindAppearanceAsync(ModuleFiles files, GoRequest request, string version, CancellationToken cancellation)
    {
        if (ModuleVersion.IsPseudo(version) || files.FindBeside(request, "@v/list") is not { } list)
        {
            // No list has pseudo-versions.
            return null;
        }

        if (!files.AsksNobody && !sightings.Knows(list.Key, version))
        {
            await using var answer = await cache.GetAsync(list, cancellation);
            if (answer.Kept is { Status: StatusCodes.Status200OK } whole)
            {
                await sightings.NoteAsync(list, whole);
            }
        }

        return sightings.FindAppearance(list.Key, version);
    }
}
