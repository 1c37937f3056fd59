using GoModules;

namespace Gateway.Ops.Explaining;

/// <summary>A request as it was parsed.</summary>
/// <param name="Kind">What is asked for.</param>
/// <param name="Module">The module, as its go.mod writes it.</param>
/// <param name="Version">The version, branch or revision.</param>
/// <param name="Database">The checksum database; empty for modules.</param>
/// <param name="Path">The one canonical spelling.</param>
/// <param name="HasCanonicalVersion">Whether the version is one that never means another.</param>
/// <param name="IsPrivate">Whether the module is private: internal clusters alone hear of it.</param>
internal sealed record RequestOutlook(string Kind, string Module, string Version, string Database, string Path, bool HasCanonicalVersion, bool IsPrivate)
{
    public static RequestOutlook Of(GoRequest request, bool isPrivate) =>
        new($"{request.Kind}", request.Module, request.Version, request.Database, request.Path, request.HasCanonicalVersion, isPrivate);
}
