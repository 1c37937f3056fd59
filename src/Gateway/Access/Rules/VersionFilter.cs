using System.Text;
using Gateway.Caching;
using Gateway.Edge;
using GoModules;

namespace Gateway.Access.Rules;

/// <summary>Takes versions that a caller may not have out of a list.</summary>
internal sealed class VersionFilter(ResponseCache cache, Judge judge, TimeProvider time)
{
    // Ages may have to be fetched for each version of a list; what is not known by then is left out, the oldest first.
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(10);
    private const int AtOnce = 8;

    /// <summary>The body without the versions that are hidden, and those that only a hidden one takes back; the very same when it is all visible.</summary>
    /// <exception cref="OperationCanceledException">The client went away.</exception>
    public async Task<byte[]> KeepVisibleAsync(RulePlan plan, GoRequest request, ModuleFiles files, byte[] body, CancellationToken client)
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
        if (!plan.LooksAtAge)
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
}
