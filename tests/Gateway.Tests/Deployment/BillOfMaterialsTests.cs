using System.Text.Json.Nodes;

namespace Gateway.Tests.Deployment;

/// <summary>The bill of materials has everything that is published, the gateway's own libraries too.</summary>
[Collection<Shipped>]
public sealed class BillOfMaterialsTests(Published published)
{
    private const string Bill = "gateway.cdx.json";
    private const string Contents = "gateway.deps.json";

    [Fact]
    public async Task Every_assembly_belongs_to_a_component()
    {
        foreach (var folder in (string[])[published.Image, published.Portable])
        {
            var contents = await ReadAsync(folder, Contents);
            var libraries = Libraries(contents).ToList();

            Directory.GetFiles(folder, "*.dll", SearchOption.AllDirectories).Select(Path.GetFileName).Should().BeSubsetOf(libraries.SelectMany(library => library.Files).Append("gateway.dll"));
            Missing(libraries, await ReadAsync(folder, Bill)).Should().BeEmpty();
        }
    }

    [Fact]
    public async Task The_single_program_names_its_runtime_too()
    {
        var libraries = Libraries(JsonNode.Parse(await File.ReadAllTextAsync(published.MachineContents, TestContext.Current.CancellationToken))!).ToList();

        libraries.SelectMany(library => library.Files).Should().Contain(["System.Private.CoreLib.dll", "libcoreclr.so", "Microsoft.AspNetCore.Server.Kestrel.Core.dll", "System.IO.Hashing.dll", "Yarp.ReverseProxy.dll"]);
        Missing(libraries, await ReadAsync(published.Machine, Bill)).Should().BeEmpty();
    }

    [Fact]
    public async Task Every_component_has_a_name_a_version_and_an_address_of_its_own()
    {
        foreach (var folder in (string[])[published.Image, published.Portable, published.Machine])
        {
            var bill = await ReadAsync(folder, Bill);
            var components = bill["components"]!.AsArray();

            // What is made here is in no registry: an address there would be somebody else's.
            var own = components.Where(static component => component!["purl"] is null).Should().ContainSingle().Which!;
            ($"{own["name"]}", $"{own["version"]}").Should().Be(("GoModules", $"{bill["metadata"]!["component"]!["version"]}"));
            var others = components.Where(component => component != own).ToList();
            others.Select(component => $"{component!["purl"]}").Should().OnlyHaveUniqueItems().And.BeEquivalentTo(others.Select(component => $"pkg:nuget/{component!["name"]}@{component["version"]}"));
            components.Select(component => $"{component!["version"]}").Should().OnlyContain(version => char.IsAsciiDigit(version[0]) && version.Contains('.'));
        }
    }

    private static async Task<JsonNode> ReadAsync(string folder, string file) =>
        JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, file), TestContext.Current.CancellationToken))!;

    /// <summary>What the platform's own list of contents says: the name of each library that brings files, and the files.</summary>
    private static IEnumerable<(string Name, string Type, string[] Files)> Libraries(JsonNode contents)
    {
        var target = contents["targets"]![$"{contents["runtimeTarget"]!["name"]}"]!.AsObject();
        foreach (var (name, assets) in target)
        {
            string[] kinds = ["runtime", "native", "resources", "runtimeTargets"];
            var files = kinds.SelectMany(kind => assets![kind] as JsonObject ?? []).Select(file => Path.GetFileName(file.Key)).ToArray();
            if (files.Length > 0)
            {
                yield return (name, $"{contents["libraries"]![name]!["type"]}", files);
            }
        }
    }

    private static IEnumerable<string> Missing(IEnumerable<(string Name, string Type, string[] Files)> libraries, JsonNode bill)
    {
        var components = bill["components"]!.AsArray().Append(bill["metadata"]!["component"]).Select(component => ($"{component!["name"]}", $"{component["version"]}")).ToList();
        return libraries.Where(library => !components.Any(component => Is(library, component.Item1, component.Item2))).Select(library => library.Name);
    }

    private static bool Is((string Name, string Type, string[] Files) library, string name, string version) => library.Type switch
    {
        "runtimepack" => library.Name == $"runtimepack.{name}/{version}",
        // The list has the version of the assembly there, which is not the package's.
        "reference" => library.Name.Split('/')[0] == name,
        // The program is called gateway, and what it is made of Gateway.
        "project" => library.Name.Equals($"{name}/{version}", StringComparison.OrdinalIgnoreCase),
        _ => library.Name == $"{name}/{version}",
    };
}
