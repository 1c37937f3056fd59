namespace GoModules;

/// <summary>Reads a decoded path as a request for a module: <c>$module/@latest</c> or <c>$module/@v/$file</c>.</summary>
internal static class ModuleTarget
{
    private const string VersionFolder = "@v/";

    public static GoRequest? Parse(string path)
    {
        // No module path has an '@', so the first one ends it.
        var at = path.IndexOf('@');
        if (at < 2 || path[at - 1] != '/')
        {
            return null;
        }

        if (!ModulePath.TryUnescape(path.AsSpan(0, at - 1), out var module))
        {
            return null;
        }

        var file = path.AsSpan(at);
        if (file is "@latest")
        {
            return new GoRequest { Kind = GoRequestKind.Latest, Module = module, Path = path };
        }

        return file.StartsWith(VersionFolder, StringComparison.Ordinal) ? ParseFile(path, module, file[VersionFolder.Length..]) : null;
    }

    private static GoRequest? ParseFile(string path, string module, ReadOnlySpan<char> file)
    {
        if (file is "list")
        {
            return new GoRequest { Kind = GoRequestKind.List, Module = module, Path = path };
        }

        var dot = file.LastIndexOf('.');
        if (dot < 0 || FindKind(file[dot..]) is not { } kind || !ModuleVersion.TryUnescape(file[..dot], out var version))
        {
            return null;
        }

        var canonical = ModuleVersion.IsCanonicalForValid(module, version);
        if (!canonical && kind != GoRequestKind.Info)
        {
            return null;
        }

        return new GoRequest { Kind = kind, Module = module, Version = version, Path = path, HasCanonicalVersion = canonical };
    }

    private static GoRequestKind? FindKind(ReadOnlySpan<char> extension) => extension switch
    {
        ".info" => GoRequestKind.Info,
        ".mod" => GoRequestKind.Mod,
        ".zip" => GoRequestKind.Zip,
        _ => null,
    };
}
