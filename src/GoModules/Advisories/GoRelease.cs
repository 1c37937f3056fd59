using System.Text.RegularExpressions;

namespace GoModules.Advisories;

/// <summary>Releases of Go as semantic versions, for the modules <c>stdlib</c> and <c>toolchain</c> of advisories.</summary>
public static partial class GoRelease
{
    /// <summary>The module that toolchains are fetched as.</summary>
    public const string Module = "golang.org/toolchain";

    /// <summary>The names under which advisories speak of a release.</summary>
    public static readonly IReadOnlyList<string> Pseudonyms = ["stdlib", "toolchain"];

    /// <summary>
    /// The release in a version of <see cref="Module"/>: <c>v1.21.3</c> of <c>v0.0.1-go1.21.3.linux-amd64</c>, <c>v1.22.0-rc.1</c> of
    /// <c>v0.0.1-go1.22rc1.linux-amd64</c>. Null when it is none.
    /// </summary>
    public static string? FindSemanticVersion(string toolchain)
    {
        if (Toolchain().Match(toolchain) is not { Success: true } match)
        {
            return null;
        }

        var numbers = $"v{match.Groups["major"].Value}.{match.Groups["minor"].Value}.{(match.Groups["patch"] is { Success: true } patch ? patch.Value : "0")}";
        return match.Groups["stage"] is { Success: true } stage ? $"{numbers}-{stage.Value}.{match.Groups["round"].Value}" : numbers;
    }

    /// <summary>A release as people write it: <c>go1.21.3</c> of <c>v1.21.3</c>.</summary>
    public static string NameOf(string version) => "go" + version[1..];

    [GeneratedRegex(@"^v0\.0\.1-go(?<major>[0-9]+)\.(?<minor>[0-9]+)(\.(?<patch>[0-9]+))?((?<stage>rc|beta)(?<round>[0-9]+))?(-[^.]*)?\.[a-z0-9]+-[a-z0-9]+$", RegexOptions.ExplicitCapture)]
    private static partial Regex Toolchain();
}
