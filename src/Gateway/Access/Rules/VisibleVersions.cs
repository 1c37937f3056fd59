using System.Buffers;
using Gateway.Caching;
using Gateway.Edge;
using Gateway.Upstreams;
using GoModules;

namespace Gateway.Access.Rules;

/// <summary>Takes versions that a caller may not have out of what names versions: lists, <c>@latest</c> and queries. What is kept stays whole.</summary>
internal sealed class VisibleVersions(ResponseCache cache, Judge judge, VersionFilter filter, VersionSightings sightings)
{
    /// <summary>The answer for this caller, or why there is none.</summary>
    /// <exception cref="OperationCanceledException">The client went away.</exception>
    public ValueTask<(CacheAnswer Answer, Decision? Denied)> ShowAsync(RulePlan plan, GoRequest request, in ModuleFiles files, in CacheAnswer answer, CancellationToken client) =>
        plan.MayHide && answer.Kept is { Status: StatusCodes.Status200OK } kept && request is { HasCanonicalVersion: false, IsChecksum: false }
            ? HideAsync(plan, request, files, answer, kept, client)
            : new((answer, null));

    private async ValueTask<(CacheAnswer Answer, Decision? Denied)> HideAsync(
        RulePlan plan, GoRequest request, ModuleFiles files, CacheAnswer answer, CachedResponse kept, CancellationToken client)
    {
        if (request.Kind == GoRequestKind.List)
        {
            await NoteAsync(plan, files.FindBeside(request, "@v/list"), kept);
            return (With(answer, kept, await filter.KeepVisibleAsync(plan, request, files, kept.Body.ToArray(), client)), null);
        }

        if (InfoDocument.FindVersion(kept.Body.ToArray()) is not { } named
            || await judge.DecideAsync(plan, request, named, files, isPrivate: null, client) is not { IsAllowed: false } denied)
        {
            return (answer, null);
        }

        // A query names one version, and nobody would be helped by another one.
        return request.Kind == GoRequestKind.Latest ? await ShowNewestAsync(plan, request, files, answer, denied, client) : (answer, denied);
    }

    /// <summary>In place of a hidden latest version the newest that is not hidden.</summary>
    private async Task<(CacheAnswer Answer, Decision? Denied)> ShowNewestAsync(
        RulePlan plan, GoRequest request, ModuleFiles files, CacheAnswer hidden, Decision denied, CancellationToken client)
    {
        if (files.FindBeside(request, "@v/list") is not { } list)
        {
            return (hidden, denied);
        }

        await using var listed = await cache.GetAsync(list, client);
        if (listed.Refused is { Status: >= StatusCodes.Status500InternalServerError })
        {
            return (listed, null);
        }

        byte[] visible = [];
        if (listed.Kept is { Status: StatusCodes.Status200OK } kept)
        {
            await NoteAsync(plan, list, kept);
            visible = await filter.KeepVisibleAsync(plan, request, files, kept.Body.ToArray(), client);
        }

        if (ListedVersions.FindLatest(ListedVersions.Of(visible)) is not { } newest
            || !ModuleVersion.TryEscape(newest, out var escaped)
            || files.FindBeside(request, $"@v/{escaped}.info") is not { } info)
        {
            return (hidden, denied);
        }

        return (await cache.GetAsync(info, client), null);
    }

    /// <summary>Takes the list down before anybody asks how old its versions are.</summary>
    private ValueTask NoteAsync(RulePlan plan, Fetch? list, CachedResponse kept) =>
        list is { } seen && plan.LooksAtAge ? sightings.NoteAsync(seen, kept) : ValueTask.CompletedTask;

    /// <summary>The same answer with another body, which has a validator of its own and no date: the date was of the whole.</summary>
    private static CacheAnswer With(CacheAnswer answer, CachedResponse kept, byte[] body) => body.Length == kept.Length ? answer : new CacheAnswer
    {
        Outcome = answer.Outcome,
        Attempts = answer.Attempts,
        Kept = new CachedResponse
        {
            Status = kept.Status,
            Body = new ReadOnlySequence<byte>(body),
            ETag = BodyCheck.ETagOf(body),
            Cluster = kept.Cluster,
            Fetched = kept.Fetched,
            FreshUntil = kept.FreshUntil,
            KeptUntil = kept.KeptUntil,
            Stamp = kept.Stamp,
        },
    };
}
