namespace GoModules.Licenses;

/// <summary>Tells licence files by their names, as pkg.go.dev does, and some more that people use: <c>LICENSE-MIT</c>, <c>COPYING.LESSER</c>.</summary>
internal static class LicenseFileName
{
    private static readonly string[] Words = ["license", "licence", "unlicense", "unlicence", "copying"];

    // A licence of its own, and not the code that deals with licences.
    private static readonly string[] Texts = ["", "md", "markdown", "txt", "text", "rst", "adoc"];

    // Files of the name that hold something else.
    private static readonly string[] Others =
        ["go", "mod", "sum", "json", "yaml", "yml", "toml", "xml", "html", "css", "js", "ts", "py", "sh", "rb", "c", "h", "cc", "java", "rs", "tmpl", "tpl", "gotmpl", "csv", "proto", "svg", "png", "key", "pem", "lre", "golden"];

    /// <summary>Whether a file may be one.</summary>
    /// <param name="path">Its path in the module.</param>
    public static bool Is(ReadOnlySpan<char> path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        if (IsByReuse(path))
        {
            // A text for each id, by the name of the id.
            return IsOneOf(ExtensionOf(name), Texts) || name.EndsWith(".0", StringComparison.Ordinal);
        }

        foreach (var word in Words)
        {
            if (name.StartsWith(word, StringComparison.OrdinalIgnoreCase)
                && (name.Length == word.Length || name[word.Length] is '.' or '-' or '_') && !IsOneOf(ExtensionOf(name), Others))
            {
                return true;
            }

            var stem = name[..^(ExtensionOf(name) is { Length: > 0 } extension ? extension.Length + 1 : 0)];
            if (stem.EndsWith(word, StringComparison.OrdinalIgnoreCase) && stem.Length > word.Length && stem[^(word.Length + 1)] is '.' or '-' or '_' && IsOneOf(ExtensionOf(name), Texts))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether it is at the root, or where https://reuse.software has what stands at the root elsewhere.</summary>
    public static bool IsAtRoot(ReadOnlySpan<char> path) => !path.Contains('/') || IsByReuse(path);

    /// <summary>Whether it is in a folder of which nothing is built into who uses the module: copies of others, inputs of tests.</summary>
    public static bool IsAside(ReadOnlySpan<char> path)
    {
        while (path.IndexOf('/') is >= 0 and var slash)
        {
            // What go build leaves out by itself ("go help packages"), and vendor, which it reads in the main module alone.
            if (path[..slash] is "vendor" or "testdata" || path[0] is '_' or '.')
            {
                return true;
            }

            path = path[(slash + 1)..];
        }

        return false;
    }

    private static bool IsByReuse(ReadOnlySpan<char> path) => path.StartsWith("LICENSES/", StringComparison.Ordinal) && path.LastIndexOf('/') == path.IndexOf('/');

    private static ReadOnlySpan<char> ExtensionOf(ReadOnlySpan<char> name) => name.LastIndexOf('.') is >= 0 and var dot ? name[(dot + 1)..] : "";

    private static bool IsOneOf(ReadOnlySpan<char> extension, string[] known)
    {
        foreach (var one in known)
        {
            if (extension.Equals(one, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
