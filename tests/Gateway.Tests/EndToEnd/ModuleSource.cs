using System.Text;

namespace Gateway.Tests.EndToEnd;

/// <summary>The files of a module, by their names inside it.</summary>
internal sealed record ModuleSource(ModuleVersion Module, IReadOnlyDictionary<string, byte[]> Files)
{
    /// <summary>
    /// The text served as <c>.mod</c>. A module from before modules has no such file in its zip; proxies make up one that
    /// only names it.
    /// </summary>
    public string GoMod => Files.TryGetValue("go.mod", out var file) ? Encoding.UTF8.GetString(file) : $"module {Module.Path}\n";

    /// <summary>A module made for a test, from names and texts.</summary>
    public static ModuleSource Of(string path, string version, params (string Name, string Text)[] files) =>
        new(new ModuleVersion(path, version), files.ToDictionary(file => file.Name, file => Encoding.UTF8.GetBytes(file.Text)));

    /// <summary>The modules that its go.mod requires.</summary>
    public IEnumerable<ModuleVersion> Requirements()
    {
        var inBlock = false;
        foreach (var line in GoMod.Split('\n'))
        {
            var words = line.Split("//")[0].Replace("\"", "").Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["require", "("]:
                    inBlock = true;
                    break;
                case [")"]:
                    inBlock = false;
                    break;
                case ["require", var path, var version]:
                    yield return new ModuleVersion(path, version);
                    break;
                case [var path, var version] when inBlock:
                    yield return new ModuleVersion(path, version);
                    break;
            }
        }
    }
}
