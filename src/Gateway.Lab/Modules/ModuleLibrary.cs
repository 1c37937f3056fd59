using System.Collections.Immutable;
using GoModules;

namespace Gateway.Lab.Modules;

/// <summary>The modules an origin has. Versions stand in the order they were published.</summary>
/// <remarks>Can be changed while origins serve it: a request sees the library as it was when it asked.</remarks>
internal sealed class ModuleLibrary(params IEnumerable<LabModule> modules)
{
    private ImmutableList<LabModule> _modules = [.. modules];
    private ImmutableDictionary<string, string> _queries = ImmutableDictionary<string, string>.Empty;

    public IReadOnlyList<LabModule> All => _modules;

    public ModuleLibrary Publish(LabModule module)
    {
        ImmutableInterlocked.Update(ref _modules, static (all, module) => all.Add(module), module);
        return this;
    }

    public ModuleLibrary Withdraw(string path, string version)
    {
        ImmutableInterlocked.Update(ref _modules, all => all.RemoveAll(m => m.Path == path && m.Version == version));
        return this;
    }

    /// <summary>Lets a branch, a tag or a hash answer as a version: <c>Point("example.org/hello", "master", "v0.0.0-2025…")</c>.</summary>
    public ModuleLibrary Point(string path, string query, string version)
    {
        var key = $"{EscapedName.OfPath(path)}@{EscapedName.OfVersion(query)}";
        ImmutableInterlocked.Update(ref _queries, static (all, entry) => all.SetItem(entry.key, entry.version), (key, version));
        return this;
    }

    /// <summary>Every version of a module whose path is given as on the wire.</summary>
    public ImmutableList<LabModule> Versions(string escapedPath) =>
        _modules.FindAll(module => module.EscapedPath == escapedPath);

    /// <summary>The highest version, releases before pre-releases.</summary>
    public LabModule? Latest(string escapedPath) => Versions(escapedPath)
        .OrderBy(static module => !module.IsPrerelease)
        .ThenBy(static module => module.Version, Comparer<string>.Create(SemanticVersion.Compare))
        .LastOrDefault();

    public LabModule? Find(string escapedPath, string escapedVersion) =>
        _modules.FindLast(module => module.EscapedPath == escapedPath && module.EscapedVersion == escapedVersion);

    /// <summary>What a version, branch or hash stands for.</summary>
    public LabModule? Resolve(string escapedPath, string escapedQuery) =>
        Find(escapedPath, escapedQuery) ??
        (_queries.TryGetValue($"{escapedPath}@{escapedQuery}", out var version)
            ? Find(escapedPath, EscapedName.OfVersion(version))
            : null);
}
