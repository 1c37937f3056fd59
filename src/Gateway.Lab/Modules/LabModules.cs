using System.Collections.Concurrent;
using System.IO.Compression;

namespace Gateway.Lab.Modules;

/// <summary>The catalogue: what the lab's company keeps to itself, and what all the world can have.</summary>
internal static class LabModules
{
    /// <summary>Requires more than twenty modules, over several steps.</summary>
    public const string Shop = "example.org/shop";

    /// <summary>Has a zip of 4 MiB.</summary>
    public const string Large = "example.org/large";

    public const string Toolchain = "golang.org/toolchain";

    private const string Commit = "5f2e8c1a9b07";
    private const string HelloMaster = $"v1.2.1-0.20250301120000-{Commit}";
    private const string AuthMain = $"v1.0.1-0.20250301120000-{Commit}";

    // Shared, because zips are packed once per module: the library around them is everyone's own.
    private static readonly ConcurrentDictionary<CompressionLevel, LabModule[]> PublicModules = new();

    public static ModuleLibrary Private() => new ModuleLibrary(
            Make("corp.example/Platform/Log", "v1.4.0"),
            Make("corp.example/auth", "v0.9.0"),
            Make("corp.example/auth", "v1.0.0", "corp.example/Platform/Log@v1.4.0", "example.org/text@v1.1.0"),
            Make("corp.example/auth", AuthMain, "corp.example/Platform/Log@v1.4.0", "example.org/text@v1.2.0"),
            Make("corp.example/billing", "v1.0.0"),
            Make("corp.example/billing", "v1.1.0", "corp.example/auth@v0.9.0"),
            Make("corp.example/billing", "v1.2.0", "corp.example/auth@v1.0.0", "example.org/currency@v1.0.0"),
            Make("corp.example/billing/v2", "v2.0.0", "corp.example/auth@v1.0.0", "example.org/text@v1.2.0"),
            Make("corp.example/billing/v2", "v2.1.0-beta.1", "corp.example/auth@v1.0.0", "example.org/text@v1.2.0"))
        .Point("corp.example/auth", "main", AuthMain)
        .Point("corp.example/auth", Commit, AuthMain);

    /// <summary>Clusters that hold the same modules in other bytes differ in <paramref name="level"/>.</summary>
    public static ModuleLibrary Public(CompressionLevel level = CompressionLevel.Optimal) =>
        new ModuleLibrary(PublicModules.GetOrAdd(level, static level => [.. MakePublic().Select(module => module.Recompressed(level))]))
            .Point("example.org/hello", "master", HelloMaster)
            .Point("example.org/hello", Commit, HelloMaster)
            .Point("example.org/Azure/Storage", "Main", "v1.2.0");

    /// <summary>A toolchain of about <paramref name="size"/> bytes, of which a few MiB are ever held.</summary>
    public static LabModule ToolchainOf(long size, string version = "v0.0.1-go1.99.0.linux-amd64") => new()
    {
        Path = Toolchain,
        Version = version,
        Archive = StoredZip.Make($"{Toolchain}@{version}", GoSource.Mod(Toolchain, []), size),
    };

    private static IEnumerable<LabModule> MakePublic() =>
    [
        .. PublicGraph.Modules,
        Make("example.org/text", "v1.0.0"),
        Make("example.org/text", "v1.1.0"),
        Make("example.org/text", "v1.2.0-rc.1"),
        Make("example.org/text", "v1.2.0", LabFile.Incompressible("tables.bin", 96 * 1024)),
        Make("example.org/quote/v3", "v3.0.0", "example.org/text@v1.0.0"),
        Make("example.org/quote/v3", "v3.1.0", "example.org/text@v1.1.0"),
        Make("example.org/hello", "v1.0.0", "example.org/text@v1.0.0"),
        Make("example.org/hello", "v1.1.0", "example.org/text@v1.1.0"),
        Make("example.org/hello", "v1.2.0", new LabFile("cmd/hello/main.go", GoSource.Command("example.org/hello")),
            "example.org/text@v1.2.0", "example.org/quote/v3@v3.1.0"),
        Make("example.org/hello", HelloMaster, "example.org/text@v1.2.0"),
        Make("example.org/Azure/Storage", "v1.1.0-RC1", "example.org/text@v1.0.0"),
        Make("example.org/Azure/Storage", "v1.2.0", "example.org/text@v1.1.0"),
        Make("example.org/untagged", "v0.0.0-20250102030405-abcdef012345"),
        Make("example.org/legacy", "v1.0.0"),
        new() { Path = "example.org/legacy", Version = "v2.0.0+incompatible", HasGoMod = false },
        Make(Large, "v1.0.0", LabFile.Incompressible("data.bin", 4 << 20)),
        ToolchainOf(2 << 20),
    ];

    private static LabModule Make(string path, string version, params string[] requires) =>
        new() { Path = path, Version = version, Requires = requires, Repository = $"https://git.{path}" };

    private static LabModule Make(string path, string version, LabFile file, params string[] requires) =>
        new() { Path = path, Version = version, Requires = requires, Files = [file], Repository = $"https://git.{path}" };
}
