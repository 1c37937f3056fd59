using System.Buffers;
using System.Text;
using Gateway.Caching;
using Gateway.Edge;
using Gateway.Upstreams;
using GoModules;

namespace Gateway.Access.Rules;

/// <summary>Takes versions that a caller may not have out of what names versions: lists, <c>@latest</c> and queries. What is kept stays whole.</summary>
internal sealed class VisibleVersions(ResponseCache cache, Judge judge, TimeProvider time)
{
    // Ages may have to be fetched for each version of a list; what is not known by then is left out, newest first.
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(10);
    private const int AtOnce = 8;

    /// <summary>The answer for this caller, or why there is none.</summary>
    /// <exception cref="OperationCanceledException">The client went away.</exception>
    public async ValueTask<(CacheAnswer Answer, Decision? Denied)> ShowAsync(RulePlan plan, GoRequest request, ModuleFiles files, CacheAnswer answer, CancellationToken client)
    {
        if (!plan.MayHide || answer.Kept is not { Status: StatusCodes.Status200OK } kept || request is not { HasCanonicalVersion: false, IsChecksum: false })
        {
            return (answer, null);
        }

        if (request.Kind == GoRequestKind.List)
        {
            return (With(answer, kept, await FilterAsync(plan, request, files, kept.Body.ToArray(), client)), null);
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

        var visible = listed.Kept is { Status: StatusCodes.Status200OK } kept ? await FilterAsync(plan, request, files, kept.Body.ToArray(), client) : [];
        if (ListedVersions.FindLatest(ListedVersions.Of(visible)) is not { } newest
            || !ModuleVersion.TryEscape(newest, out var escaped)
            || files.FindBeside(request, $"@v/{escaped}.info") is not { } info)
        {
            return (hidden, denied);
        }

        var answer = await cache.GetAsync(info, client);
        return (answer.Kept is { Status: StatusCodes.Status200OK } found ? With(answer, found, found.Body.ToArray()) : answer, null);
    }

    private async Task<byte[]> FilterAsync(RulePlan plan, GoRequest request, ModuleFiles files, byte[] body, CancellationToken client)
    {
        var versions = ListedVersions.Of(body);
        var visible = await FindVisibleAsync(plan, request, files, versions, client);
        if (visible.Count == versions.Count)
        {
            return body;
        }

        // go takes retractions from the newest version; when that one is hidden nobody else would tell it.
        var retracted = ListedVersions.FindLatest(versions) is { } newest && !visible.Contains(newest) ? await FindRetractionsAsync(request, files, newest, client) : [];
        return ListedVersions.Keep(body, version => visible.Contains(version) && !retracted.Any(range => range.Contains(version)));
    }

    private async Task<HashSet<string>> FindVisibleAsync(RulePlan plan, GoRequest request, ModuleFiles files, IReadOnlyList<string> versions, CancellationToken client)
    {
        var visible = new HashSet<string>(StringComparer.Ordinal);
        if (!plan.ByVersion.Any(rule => rule.Options.MinimumAge > TimeSpan.Zero))
        {
            foreach (var version in versions)
            {
                await LookAsync(version, client);
            }

            return visible;
        }

        using var patience = new CancellationTokenSource(LongestLook, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(client, patience.Token);
        try
        {
            await Parallel.ForEachAsync(ListedVersions.NewestFirst(versions), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = either.Token }, LookAsync);
        }
        catch (OperationCanceledException) when (!client.IsCancellationRequested)
        {
            // What was not looked at stays hidden; the next one who asks finds more of it remembered.
        }

        return visible;

        async ValueTask LookAsync(string version, CancellationToken cancellation)
        {
            if ((await judge.DecideAsync(plan, request, version, files, isPrivate: null, cancellation)).IsAllowed)
            {
                lock (visible)
                {
                    visible.Add(version);
                }
            }
        }
    }

    private async Task<IReadOnlyList<VersionInterval>> FindRetractionsAsync(GoRequest request, ModuleFiles files, string version, CancellationToken client)
    {
        if (!ModuleVersion.TryEscape(version, out var escaped) || files.FindBeside(request, $"@v/{escaped}.mod") is not { } mod)
        {
            return [];
        }

        // A retraction is advice: when it cannot be had now, the versions are shown.
        await using var answer = await cache.GetAsync(mod, client);
        return answer.Kept is { Status: StatusCodes.Status200OK } kept ? Retractions.Find(Encoding.UTF8.GetString(kept.Body)) : [];
    }

    /// <summary>The same answer with another body, which has a validator of its own and no date: the date was of the whole.</summary>
    private static CacheAnswer With(CacheAnswer answer, CachedResponse kept, byte[] body) => body.Length == kept.Body.Length ? answer : new CacheAnswer
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
