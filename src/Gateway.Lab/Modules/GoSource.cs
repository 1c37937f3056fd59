using System.Text;

namespace Gateway.Lab.Modules;

/// <summary>Writes go.mod files and packages that the go command can read and build.</summary>
internal static class GoSource
{
    /// <remarks>
    /// Says go 1.16 because from 1.17 on a go.mod must repeat the requirements of its requirements, and the catalogue
    /// names only the direct ones.
    /// </remarks>
    public static string Mod(string path, IReadOnlyList<string> requires, params IReadOnlyList<string> retracts)
    {
        var text = new StringBuilder($"module {path}\n\ngo 1.16\n");
        foreach (var require in requires)
        {
            text.Append($"\nrequire {require.Replace('@', ' ')}\n");
        }

        foreach (var retract in retracts)
        {
            text.Append($"\nretract {retract}\n");
        }

        return text.ToString();
    }

    public static string Package(LabModule module)
    {
        var name = PackageName(module.Path);
        var text = new StringBuilder($"// Package {name} is made for the lab.\npackage {name}\n");
        foreach (var require in module.Requires)
        {
            text.Append($"\nimport _ \"{require[..require.IndexOf('@', StringComparison.Ordinal)]}\"\n");
        }

        return text.Append($"\n// Version of this module.\nconst Version = \"{module.Version}\"\n").ToString();
    }

    public static string Command(string path) =>
        $"// Command {PackageName(path)} prints the version of its module.\npackage main\n\n" +
        $"import lib \"{path}\"\n\nfunc main() {{ println(lib.Version) }}\n";

    public static string PackageName(string path)
    {
        var elements = path.Split('/');
        var isMajor = elements[^1] is ['v', >= '0' and <= '9', ..] && elements.Length > 1;
        return elements[isMajor ? ^2 : ^1].ToLowerInvariant().Replace("-", "", StringComparison.Ordinal);
    }
}
