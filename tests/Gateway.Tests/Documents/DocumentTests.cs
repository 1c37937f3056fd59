using System.Reflection;
using System.Text.RegularExpressions;
using Gateway.Settings;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Documents;

/// <summary>Documents that name files, events and types tell the truth.</summary>
public partial class DocumentTests
{
    public static TheoryData<string> Documents =>
        new(["README.md", "CONTRIBUTING.md", .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file))]);

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_file_that_a_document_names_exists(string document)
    {
        var text = Repository.Read(document);
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, document))!;
        var links = Link().Matches(text).Select(match => Path.Combine(folder, match.Groups[1].Value));
        var paths = PathInCode().Matches(text).Select(match => Path.Combine(Repository.Root, match.Groups[1].Value));

        // X stands for the name of a feature to come.
        links.Concat(paths).Where(path => !Path.Exists(path) && !path.EndsWith("/X", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Fact]
    public void The_map_names_types_that_exist()
    {
        var types = new[] { typeof(GatewaySettings).Assembly, typeof(GoModules.GoRequest).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => new[] { type.Name.Split('`')[0] }.Concat(type.Namespace?.Split('.') ?? [])).ToHashSet();
        string[] others = ["Dockerfile", "DefaultHttpContext", "HttpContext", "IConfiguration", "FETCH", "Plain", "Host", "Via"];

        TypeInCode().Matches(Repository.Read("docs/architecture.md")).Select(match => match.Groups[1].Value).Except(others)
            .Where(name => !types.Contains(name)).Should().BeEmpty();
    }

    [Fact]
    public void Every_warning_and_error_is_in_the_operations_page()
    {
        var events = typeof(GatewaySettings).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>().ToList();
        var rows = Row().Matches(Repository.Read("docs/operations.md")).Select(match => (match.Groups[1].Value, match.Groups[2].Value));

        events.Select(entry => entry.EventId).Should().OnlyHaveUniqueItems();
        rows.Should().BeEquivalentTo(events.Where(entry => entry.Level >= LogLevel.Warning).Select(entry => ($"{entry.EventId}", $"{entry.Level}")));
    }

    [GeneratedRegex(@"\]\((?!http)([^)#]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`((?:src|tests|bench|docs|appsettings|certs)/[\w./-]+)`")]
    private static partial Regex PathInCode();

    [GeneratedRegex(@"`([A-Z][A-Za-z]+)(?:\.[A-Za-z]+)?`")]
    private static partial Regex TypeInCode();

    [GeneratedRegex(@"^\| (\d{4}) \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
