using Gateway.Tests.EndToEnd;

namespace Gateway.Bench.Peers;

/// <summary>Modules with all that they require, as a tree of files and in memory.</summary>
internal sealed class ModuleSet : IDisposable
{
    private const int ChainLength = 50;

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, byte[]> _files;

    private ModuleSet(Action<ModuleTree, ModuleTree> publish, IReadOnlyList<ModuleVersion> roots)
    {
        var tree = new ModuleTree(_folder["proxy"]);
        publish(tree, new ModuleTree(_folder["truth"]));
        _files = Directory.EnumerateFiles(tree.Folder, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(tree.Folder, file), File.ReadAllBytes);
        Roots = roots;
    }

    /// <summary>What a project requires to get all of them.</summary>
    public IReadOnlyList<ModuleVersion> Roots { get; }

    /// <summary>The tree as the go command can read it itself, without any server.</summary>
    public string FileProxy => $"file://{_folder["proxy"]}";

    /// <summary>Real ones, from Debian's sources: a wide graph with large zips.</summary>
    public static ModuleSet Real() => new(
        (tree, truth) =>
        {
            MadeModules.PublishTo(tree, truth);
            DebianModules.PublishTo(tree, MadeModules.Paths);
        },
        DebianModules.Newest);

    /// <summary>Small ones, each of which requires the next: the go command learns of it only when it has read the one before.</summary>
    public static ModuleSet Chain() => new(
        (tree, _) =>
        {
            for (var link = 0; link < ChainLength; link++)
            {
                var next = link + 1 < ChainLength ? $"\nrequire example.org/chain/link{link + 1} v1.0.0\n" : "";
                var path = $"example.org/chain/link{link}";
                tree.Publish(ModuleSource.Of(path, "v1.0.0", ("go.mod", $"module {path}\n\ngo 1.16\n{next}"), ("link.go", "package link\n")));
            }
        },
        [new ModuleVersion("example.org/chain/link0", "v1.0.0")]);

    public byte[]? Find(string path) => _files.GetValueOrDefault(path);

    /// <summary>The path of a file of a version, such as <c>zip</c>.</summary>
    public static string PathOf(ModuleVersion module, string extension) =>
        $"{ModuleVersion.Escape(module.Path)}/@v/{ModuleVersion.Escape(module.Version)}.{extension}";

    /// <summary>What a version requires.</summary>
    public IEnumerable<ModuleVersion> RequiredBy(ModuleVersion module) =>
        new ModuleSource(module, new Dictionary<string, byte[]> { ["go.mod"] = _files[PathOf(module, "mod")] }).Requirements();

    public void Dispose() => _folder.Dispose();
}
