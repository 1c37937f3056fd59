using Gateway.Tests.EndToEnd;

namespace Gateway.Bench.Peers;

/// <summary>Real modules with all that they require: Debian's sources, published as a tree and held in memory.</summary>
internal sealed class RealModules : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, byte[]> _files;

    public RealModules()
    {
        var tree = new ModuleTree(_folder["proxy"]);
        MadeModules.PublishTo(tree, new ModuleTree(_folder["truth"]));
        DebianModules.PublishTo(tree, MadeModules.Paths);
        _files = Directory.EnumerateFiles(tree.Folder, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(tree.Folder, file), File.ReadAllBytes);
    }

    /// <summary>The tree as the go command can read it itself, without any server.</summary>
    public string FileProxy => $"file://{_folder["proxy"]}";

    public byte[]? Find(string path) => _files.GetValueOrDefault(path);

    /// <summary>The path of a file of a version, such as <c>zip</c>.</summary>
    public static string PathOf(ModuleVersion module, string extension) =>
        $"{ModuleVersion.Escape(module.Path)}/@v/{ModuleVersion.Escape(module.Version)}.{extension}";

    /// <summary>What a version requires.</summary>
    public IEnumerable<ModuleVersion> RequiredBy(ModuleVersion module) =>
        new ModuleSource(module, new Dictionary<string, byte[]> { ["go.mod"] = _files[PathOf(module, "mod")] }).Requirements();

    public void Dispose() => _folder.Dispose();
}
