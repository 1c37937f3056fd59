using GoModules;

namespace Gateway.Caching;

/// <summary>What an answer can be purged by.</summary>
internal static class CacheTags
{
    /// <summary>Everything of a module.</summary>
    public static string Module(string module) => $"module:{module}";

    /// <summary>Everything of one version of a module.</summary>
    public static string Version(string module, string version) => $"version:{module}@{version}";

    public static string[] Of(GoRequest request) =>
        request.Module.Length == 0 ? [$"database:{request.Database}"]
        : request.Version.Length == 0 ? [Module(request.Module)]
        : [Module(request.Module), Version(request.Module, request.Version)];
}
