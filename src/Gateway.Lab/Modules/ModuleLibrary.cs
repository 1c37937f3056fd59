using System.Collections.Immutable;

namespace Gateway.Lab.Modules;

/// <summary>The modules an origin has. Versions stand in the order they were published, the newest last.</summary>
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
        var key = $"{CaseEncoding.Escape(path)}@{CaseEncoding.Escape(query)}";
        ImmutableInterlocked.Update(ref _queries, static (all, entry) => all.SetItem(entry.key, entry.version), (key, version));
        return this;
    }

    /// <summary>Every version of a module whose path is given as on the wire.</summary>
    public ImmutableList<LabModule> Versions(string escapedPath) =>
        _modules.FindAll(module => CaseEncoding.Escape(module.Path) == escapedPath);

    /// <summary>The version published last, releases before pre-releases.</summary>
    public LabModule? Latest(string escapedPath)
    {
        var versions = Versions(escapedPath);
        return versions.FindLast(static module => !module.IsPrerelease) ?? versions.FindLast(static _ => true);
    }

    public LabModule? Find(string escapedPath, string escapedVersion) =>
        _modules.FindLast(module =>
            CaseEncoding.Escape(module.Path) == escapedPath && CaseEncoding.Escape(module.Version) == escapedVersion);

    /// <summary>What a version, branch or hash stands for.</summary>
    public LabModule? Resolve(string escapedPath, string escapedQuery) =>
        Find(escapedPath, escapedQuery) ??
        (_queries.TryGetValue($"{escapedPath}@{escapedQuery}", out var version)
            ? Find(escapedPath, CaseEncoding.Escape(version))
            : null);
}
