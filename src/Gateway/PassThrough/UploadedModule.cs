using GoModules;

namespace Gateway.PassThrough;

/// <summary>The module, and the version where there is one, that a path names, be it behind the name of a repository: <c>/repository/hosted/example.org/x/@v/v1.0.0.zip</c>.</summary>
internal static class UploadedModule
{
    private const string Versions = "/@v/";

    /// <summary>
    /// Every reading, the longest module path first; most paths have one or none. A repository whose name looks like a host
    /// (<c>/go.corp/example.org/x/@v/…</c>) gives two.
    /// </summary>
    public static IEnumerable<GoRequest> Find(string path)
    {
        var end = path.LastIndexOf(Versions, StringComparison.Ordinal);
        for (var slash = 0; slash >= 0 && slash < end; slash = path.IndexOf('/', slash + 1))
        {
            if (GoRequest.Parse(path[slash..]) is { Module.Length: > 0, IsChecksum: false } request)
            {
                yield return request;
            }
        }
    }
}
