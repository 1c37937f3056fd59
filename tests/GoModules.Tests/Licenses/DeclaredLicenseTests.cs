using System.Text.Json;
using GoModules.Licenses;

namespace GoModules.Tests.Licenses;

/// <summary>Real licence files beside which their authors say what they are: those of npm packages that the tests use anyway.</summary>
public class DeclaredLicenseTests
{
    [Fact]
    public void What_is_found_is_what_authors_say()
    {
        var packages = Directory.GetFiles(Path.Combine(SpdxTexts.Root, "artifacts/peers"), "package.json", SearchOption.AllDirectories).Select(Declared)
            .Where(package => package.License is not null && package.File is not null).ToList();

        var found = packages.Select(package => (package.License, package.File, Found: LicenseScan.Of("LICENSE", File.ReadAllText(package.File!), LicenseCatalog.BuiltIn))).ToList();

        packages.Should().HaveCountGreaterThan(30);
        found.Where(one => one.Found.Unknown is not null || one.Found.Found is not [var only] || only.Name != one.License)
            .Select(one => $"{one.File}: {one.License}, found {string.Join(' ', one.Found.Found.Select(license => license.Name))} {one.Found.Unknown}").Should().BeEmpty();
    }

    private static (string? License, string? File) Declared(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var license = document.RootElement.TryGetProperty("license", out var declared) && declared.ValueKind == JsonValueKind.String ? declared.GetString() : null;
        var beside = Directory.EnumerateFiles(Path.GetDirectoryName(file)!).Where(other => Path.GetFileNameWithoutExtension(other).Equals("license", StringComparison.OrdinalIgnoreCase)).ToList();
        return (license, beside is [var one] ? one : null);
    }
}
