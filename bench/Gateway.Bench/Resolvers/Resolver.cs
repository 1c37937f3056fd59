using System.Collections.Concurrent;
using Gateway.Bench.Peers;
using Gateway.Tests.EndToEnd;

namespace Gateway.Bench.Resolvers;

/// <summary>Resolves the module graph of a project as the go command does: lists and versions of what it names, every go.mod, every zip.</summary>
internal sealed class Resolver(ModuleSet modules, HttpClient client)
{
    // As many as the go command fetches at once.
    private const int AtOnce = 10;

    private readonly ConcurrentBag<AskedOnce> _asked = [];

    /// <summary>Every request that was made.</summary>
    public async Task<IReadOnlyCollection<AskedOnce>> ResolveAsync(IReadOnlyList<ModuleVersion> project, CancellationToken cancellation)
    {
        await AskAsync(project.Select(module => $"{ModuleVersion.Escape(module.Path)}/@v/list"), cancellation);
        await AskAsync(project.Select(module => ModuleSet.PathOf(module, "info")), cancellation);
        var known = new HashSet<ModuleVersion>();
        for (List<ModuleVersion> step = [.. project]; step.Count > 0;)
        {
            known.UnionWith(step);
            await AskAsync(step.Select(module => ModuleSet.PathOf(module, "mod")), cancellation);
            step = [.. step.SelectMany(modules.RequiredBy).Distinct().Where(module => !known.Contains(module))];
        }

        var built = known.GroupBy(module => module.Path).Select(versions => versions.MaxBy(version => version.Version, Comparer<string>.Create(GoModules.SemanticVersion.Compare))!);
        await AskAsync(built.Select(module => ModuleSet.PathOf(module, "zip")), cancellation);
        return _asked;
    }

    private Task AskAsync(IEnumerable<string> paths, CancellationToken cancellation) => Parallel.ForEachAsync(
        paths,
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
        async (path, stop) => _asked.Add(await AskedOnce.AskAsync(client, path, stop)));
}
