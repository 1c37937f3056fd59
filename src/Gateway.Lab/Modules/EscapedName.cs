using GoModules;

namespace Gateway.Lab.Modules;

/// <summary>Names as they come on the wire. The lab makes its own modules, so a name that no module can have is a fault of the lab.</summary>
internal static class EscapedName
{
    public static string OfPath(string path) => ModulePath.TryEscape(path, out var escaped)
        ? escaped
        : throw new InvalidOperationException($"{path} {ModulePath.FindFault(path)}; no module can have such a path.");

    public static string OfVersion(string version) => ModuleVersion.TryEscape(version, out var escaped)
        ? escaped
        : throw new InvalidOperationException($"{version} is no version, branch or hash that can be asked for.");
}
