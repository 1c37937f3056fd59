using System.Collections.Concurrent;

namespace Gateway.Tests.EndToEnd;

/// <summary>Real modules, from the sources that Debian's <c>golang-*-dev</c> packages install.</summary>
/// <remarks>
/// Debian has one version of each, and they require others of one another. What a go.mod file asks for is therefore
/// published from the source that is there, under the version that is asked for, until nothing is missing.
/// </remarks>
internal static class DebianModules
{
    private const string Sources = "/usr/share/gocode/src";

    /// <summary>The versions that Debian 12 has.</summary>
    public static readonly IReadOnlyList<ModuleVersion> Newest =
    [
        new("github.com/BurntSushi/toml", "v1.2.0"),
        new("github.com/cpuguy83/go-md2man/v2", "v2.0.2"),
        new("github.com/davecgh/go-spew", "v1.1.1"),
        new("github.com/fatih/color", "v1.7.0"),
        new("github.com/fsnotify/fsnotify", "v1.6.0"),
        new("github.com/google/go-cmp", "v0.5.9"),
        new("github.com/google/uuid", "v1.3.0"),
        new("github.com/gorilla/mux", "v1.8.0"),
        new("github.com/hashicorp/errwrap", "v1.1.0"),
        new("github.com/hashicorp/go-multierror", "v1.1.1"),
        new("github.com/hashicorp/golang-lru", "v0.5.4"),
        new("github.com/hashicorp/hcl", "v1.0.0"),
        new("github.com/inconshreveable/mousetrap", "v1.0.1"),
        new("github.com/magiconair/properties", "v1.8.7"),
        new("github.com/mattn/go-colorable", "v0.1.13"),
        new("github.com/mattn/go-isatty", "v0.0.17"),
        new("github.com/mitchellh/mapstructure", "v1.5.0"),
        new("github.com/pelletier/go-toml", "v1.9.4"),
        new("github.com/pkg/errors", "v0.9.1"),
        new("github.com/pmezard/go-difflib", "v1.0.0"),
        new("github.com/russross/blackfriday/v2", "v2.1.0"),
        new("github.com/shurcooL/sanitized_anchor_name", "v1.0.0"),
        new("github.com/sirupsen/logrus", "v1.9.0"),
        new("github.com/spf13/cobra", "v1.6.1"),
        new("github.com/spf13/pflag", "v1.0.5"),
        new("github.com/stretchr/objx", "v0.5.0"),
        new("github.com/stretchr/testify", "v1.8.1"),
        new("github.com/subosito/gotenv", "v1.2.0"),
        new("github.com/urfave/cli/v2", "v2.3.0"),
        new("github.com/yuin/goldmark", "v1.5.4"),
        new("golang.org/x/sync", "v0.1.0"),
        new("golang.org/x/sys", "v0.3.0"),
        new("golang.org/x/term", "v0.3.0"),
        new("gopkg.in/ini.v1", "v1.66.2"),
        new("gopkg.in/yaml.v2", "v2.4.0"),
        new("gopkg.in/yaml.v3", "v3.0.1"),
    ];

    /// <summary>Publishes them and all that they require, except what <paramref name="made"/> names.</summary>
    public static void PublishTo(ModuleTree tree, IReadOnlySet<string> made)
    {
        var files = new ConcurrentDictionary<string, IReadOnlyDictionary<string, byte[]>>();
        var seen = new HashSet<ModuleVersion>();
        var wanted = Newest;
        while (wanted.Count > 0)
        {
            var fresh = wanted.Where(module => !made.Contains(module.Path) && seen.Add(module))
                .Select(module => new ModuleSource(module, files.GetOrAdd(module.Path, FilesOf)))
                .ToList();
            Parallel.ForEach(fresh, tree.Publish);
            wanted = [.. fresh.SelectMany(source => source.Requirements())];
        }
    }

    /// <summary>What belongs into the zip: regular files, without nested modules and vendored packages.</summary>
    private static IReadOnlyDictionary<string, byte[]> FilesOf(string module)
    {
        var root = Path.Combine(Sources, module);
        if (!Directory.Exists(root))
        {
            throw new DirectoryNotFoundException($"{root} is missing: no package of tests/peers brings {module}.");
        }

        return Below(root, isRoot: true).ToDictionary(file => Path.GetRelativePath(root, file), File.ReadAllBytes);
    }

    private static IEnumerable<string> Below(string folder, bool isRoot)
    {
        if (!isRoot && (File.Exists(Path.Combine(folder, "go.mod")) || Path.GetFileName(folder) == "vendor"))
        {
            return [];
        }

        return Directory.EnumerateFiles(folder).Where(IsReal)
            .Concat(Directory.EnumerateDirectories(folder).Where(IsReal).SelectMany(inner => Below(inner, isRoot: false)));
    }

    private static bool IsReal(string path) => !File.GetAttributes(path).HasFlag(FileAttributes.ReparsePoint);
}
