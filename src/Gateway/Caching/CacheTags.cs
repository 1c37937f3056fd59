using GoModules;

namespace Gateway.Caching;

/// <summary>What an answer can be purged by: its module, its version, and every path its module lies below.</summary>
internal static class CacheTags
{
    private const string ModulePrefix = "module:";
    private const string DatabasePrefix = "database:";
    private const string PatternPrefix = "matching:";

    /// <summary>Everything of a module.</summary>
    public static string Module(string module) => ModulePrefix + module;

    /// <summary>Everything of one version of a module.</summary>
    public static string Version(string module, string version) => $"version:{module}@{version}";

    /// <summary>What of a module changes when a version is added or removed: its list, its latest, its branches; found or not.</summary>
    public static string Changing(string module) => $"changing:{module}";

    /// <summary>Everything of the modules at a path and below it.</summary>
    public static string Below(string path) => $"below:{path}";

    /// <summary>Everything of the modules that a pattern matches, as GOPRIVATE writes it. It stands for them where purges are told; no answer carries it.</summary>
    public static string Matching(string pattern) => PatternPrefix + pattern;

    /// <summary>Everything of a checksum database.</summary>
    public static string Database(string name) => DatabasePrefix + name;

    /// <summary>The pattern that a tag stands for; null when it stands for itself.</summary>
    public static string? PatternOf(string tag) => tag.StartsWith(PatternPrefix, StringComparison.Ordinal) ? tag[PatternPrefix.Length..] : null;

    /// <summary>The module that an answer with these tags is about; null when it is about none.</summary>
    public static string? ModuleOf(string[] tags) =>
        Array.Find(tags, static tag => tag.StartsWith(ModulePrefix, StringComparison.Ordinal))?[ModulePrefix.Length..];

    /// <summary>The checksum database that an answer with these tags is of, as purges name it (<c>sumdb/sum.golang.org</c>); null when it is of none.</summary>
    public static string? DatabaseOf(string[] tags) =>
        Array.Find(tags, static tag => tag.StartsWith(DatabasePrefix, StringComparison.Ordinal)) is { } tag ? $"sumdb/{tag[DatabasePrefix.Length..]}" : null;

    /// <summary>What tells whether a purge of a tag concerns an answer with other tags.</summary>
    public static Func<string[], bool> Concerned(string tag) =>
        tag == PurgeStamps.Everything ? static _ => true
        : PatternOf(tag) is null ? tags => Array.IndexOf(tags, tag) >= 0
        : PurgePattern.Of(tag, 0).Matches;

    public static string[] Of(GoRequest request)
    {
        if (request.Module.Length == 0)
        {
            return [Database(request.Database)];
        }

        var tags = new List<string>(8) { Module(request.Module), Below(request.Module) };
        for (var slash = request.Module.LastIndexOf('/'); slash > 0; slash = request.Module.LastIndexOf('/', slash - 1))
        {
            tags.Add(Below(request.Module[..slash]));
        }

        if (request.IsChecksum)
        {
            tags.Add(Database(request.Database));
        }
        else if (!request.HasCanonicalVersion)
        {
            tags.Add(Changing(request.Module));
        }

        if (request.Version.Length > 0)
        {
            tags.Add(Version(request.Module, request.Version));
        }

        return [.. tags];
    }
}
