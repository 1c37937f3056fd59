using System.IO.Compression;
using System.Text.Json;

namespace Gateway.Tests.EndToEnd;

/// <summary>Modules as a tree of files, laid out as GOPROXY asks for them: any web server over it is a module proxy.</summary>
internal sealed class ModuleTree(string folder)
{
    private readonly Lock _lists = new();

    public string Folder => folder;

    /// <summary>Adds a version with all its files. Pseudo-versions are served but, as everywhere, not listed.</summary>
    public void Publish(ModuleSource source)
    {
        var module = source.Module;
        var versions = Directory.CreateDirectory(VersionsOf(module.Path)).FullName;
        var file = Path.Combine(versions, ModuleVersion.Escape(module.Version));

        File.WriteAllText(file + ".info", InfoOf(module));
        File.WriteAllText(file + ".mod", source.GoMod);
        Zip(source, file + ".zip");
        lock (_lists)
        {
            File.AppendAllText(Path.Combine(versions, "list"), module.IsPseudo ? "" : module.Version + "\n");
        }
    }

    /// <summary>Lets a branch name stand for a version.</summary>
    public void Branch(string name, ModuleVersion module) =>
        File.WriteAllText(Path.Combine(VersionsOf(module.Path), ModuleVersion.Escape(name) + ".info"), InfoOf(module));

    /// <summary>The file that is served for an artifact, for instance <c>zip</c>.</summary>
    public string FileOf(ModuleVersion module, string extension) =>
        Path.Combine(VersionsOf(module.Path), $"{ModuleVersion.Escape(module.Version)}.{extension}");

    private static string InfoOf(ModuleVersion module) => JsonSerializer.Serialize(new { module.Version, module.Time });

    private static void Zip(ModuleSource source, string file)
    {
        using var zip = new ZipArchive(File.Create(file), ZipArchiveMode.Create);
        foreach (var (name, content) in source.Files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            // Fast, since the tree is made anew in every run; dated, so that the same files make the same bytes.
            var entry = zip.CreateEntry($"{source.Module}/{name}", CompressionLevel.Fastest);
            entry.LastWriteTime = source.Module.Time;
            using var stream = entry.Open();
            stream.Write(content);
        }
    }

    private string VersionsOf(string path) => Path.Combine(folder, ModuleVersion.Escape(path), "@v");
}
