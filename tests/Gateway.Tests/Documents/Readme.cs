using System.Text.RegularExpressions;

namespace Gateway.Tests.Documents;

/// <summary>What README.md, and the pages it leads to, tell their readers to type and to write.</summary>
internal static partial class Readme
{
    /// <summary>The commands of a section's blocks, without their comments.</summary>
    public static IReadOnlyList<string> Commands(string section) =>
        [.. Blocks("sh", section).SelectMany(block => block.Split('\n')).Select(line => Comment().Replace(line, "")).Where(line => line.Length > 0)];

    /// <summary>The section's one command that begins so.</summary>
    public static string Command(string section, string start) =>
        Commands(section).Should().ContainSingle(line => line.StartsWith(start, StringComparison.Ordinal), $"README.md has one such line under {section}").Which;

    /// <summary>The text of a section's blocks in one language.</summary>
    public static IEnumerable<string> Blocks(string language, string section, string page = "README.md") =>
        Block().Matches(Section(section, page)).Where(block => block.Groups[1].Value == language).Select(block => block.Groups[2].Value);

    /// <summary>What stands under a heading.</summary>
    public static string Section(string name, string page = "README.md") =>
        Repository.Read(page).Split("\n## ").Single(section => section.StartsWith($"{name}\n", StringComparison.Ordinal));

    [GeneratedRegex(@"\s+#\s.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^```(\w+)\n(.*?)\n```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
