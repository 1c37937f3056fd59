namespace GoModules;

/// <summary>Reads a decoded path as a request for a checksum database: <c>sumdb/$name/$path</c>.</summary>
/// <remarks>No module can be meant: the first element of a module path has a dot.</remarks>
internal static class ChecksumTarget
{
    public const string Prefix = "sumdb/";

    private const string LookupFolder = "lookup/";

    public static GoRequest? Parse(string path)
    {
        var rest = path.AsSpan(Prefix.Length);
        var slash = rest.IndexOf('/');
        if (slash < 0 || !HostName.IsValid(rest[..slash]))
        {
            return null;
        }

        var request = new GoRequest
        {
            Database = rest[..slash].ToString(),
            DatabasePath = rest[(slash + 1)..].ToString(),
            Path = path,
        };

        return request.DatabasePath switch
        {
            "supported" => request with { Kind = GoRequestKind.ChecksumSupported },
            "latest" => request with { Kind = GoRequestKind.ChecksumLatest },
            var other when other.StartsWith(LookupFolder, StringComparison.Ordinal) => Lookup(request, other.AsSpan(LookupFolder.Length)),
            var other when ChecksumTile.Parse(other) is { } tile => request with { Kind = GoRequestKind.ChecksumTile, Tile = tile },
            _ => null,
        };
    }

    // The client strips "/go.mod" from the version before it asks (x/mod/sumdb, Client.Lookup), and go looks up nothing but
    // what is or goes into go.sum, so only canonical versions come.
    private static GoRequest? Lookup(GoRequest request, ReadOnlySpan<char> name)
    {
        var at = name.IndexOf('@');
        if (at < 0 ||
            !ModulePath.TryUnescape(name[..at], out var module) ||
            !ModuleVersion.TryUnescape(name[(at + 1)..], out var version) ||
            !ModuleVersion.IsCanonicalForValid(module, version))
        {
            return null;
        }

        return request with { Kind = GoRequestKind.ChecksumLookup, Module = module, Version = version, HasCanonicalVersion = true };
    }
}
