using GoModules;

namespace Gateway.Caching;

/// <summary>What an answer can be purged by: its module, its version, and every path its module lies below.</summary>
internal static class CacheTags
{
    /// <summary>Everything of a module.</summary>
    public static string Module(string module) => $"module:{module}";

    /// <summary>Everything of one version of a module.</summary>
    public static string Version(string module, string version) => $"version:{module}@{version}";

    /// <summary>Everything of the modules at a path and below it.</summary>
    public static string Below(string path) => $"below:{path}";

    /// <summary>Everything of a checksum database.</summary>
    public static string Database(string name) => $"database:{name}";

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

        if (request.Version.Length > 0)
        {
            tags.Add(Version(request.Module, request.Version));
        }

        return [.. tags];
    }
}
