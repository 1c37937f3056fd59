using System.Text.Json;

namespace GoModules.Tests.Licenses;

/// <summary>The texts of the SPDX license list, which <c>tests/peers</c> installs: nothing of them is in the repository.</summary>
internal static class SpdxTexts
{
    public static string Root { get; } = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>One JSON file for each id.</summary>
    public static string Folder { get; } = Path.Combine(Root, "artifacts/peers/spdx-license-list@6.12.0/node_modules/spdx-license-list/licenses");

    public static IEnumerable<string> Ids => Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    public static string Of(string id)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, $"{id}.json")));
        return document.RootElement.GetProperty("licenseText").GetString()!;
    }

    private static string FindRoot(DirectoryInfo? folder) => folder is null ? throw new InvalidOperationException("The tests do not run inside the repository.")
        : File.Exists(Path.Combine(folder.FullName, "Gateway.sln")) ? folder.FullName : FindRoot(folder.Parent);
}
