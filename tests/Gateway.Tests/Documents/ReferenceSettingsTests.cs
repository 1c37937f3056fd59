using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Settings;
using Gateway.Tests.Settings;

namespace Gateway.Tests.Documents;

public class ReferenceSettingsTests
{
    private static readonly JsonObject Reference = JsonNode.Parse(
        Repository.Read("appsettings/appsettings.reference.json"),
        documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!.AsObject();

    private static readonly IReadOnlyList<ReferenceEntry> Entries = [.. ReferenceEntry.Of(typeof(GatewaySettings), Reference)];

    private static readonly CommentedJson Comments = new(Repository.Read("appsettings/appsettings.reference.json"));

    [Fact]
    public void The_reference_is_right()
    {
        using var folder = new SettingsFolder { ["appsettings.json"] = Repository.Read("appsettings/appsettings.reference.json") };

        folder.Read().Settings.Modules.Routes.Should().ContainSingle();
    }

    [Fact]
    public void The_reference_has_every_setting()
    {
        Missing(typeof(GatewaySettings), Reference, "").Should().BeEmpty();
    }

    [Fact]
    public void Every_setting_has_a_description() =>
        Entries.Where(entry => Comments.Of(entry.Path).Length == 0).Select(entry => entry.Path).Should().BeEmpty();

    [Fact]
    public void Every_setting_shows_its_default_or_says_what_it_is() =>
        Entries.Where(entry => !entry.ShowsDefault && !Comments.Of(entry.Path).Contains("default", StringComparison.OrdinalIgnoreCase)).Select(entry => entry.Path).Should().BeEmpty();

    [Fact]
    public void Every_number_duration_and_choice_says_what_it_may_be()
    {
        var ranges = Entries.Where(entry => entry.Type == typeof(TimeSpan) || entry.Type == typeof(double) || entry.Type == typeof(int) || entry.Type == typeof(long)).ToList();

        ranges.Should().HaveCountGreaterThan(100);
        ranges.Where(entry => !Comments.Of(entry.Path).Contains(RangeOf(entry.Key), StringComparison.Ordinal)).Select(entry => $"{entry.Path}: {RangeOf(entry.Key)}").Should().BeEmpty();
        Entries.Where(entry => entry.Type.IsEnum).SelectMany(entry => Enum.GetNames(entry.Type).Where(name => !Comments.Of(entry.Path).Contains(name, StringComparison.Ordinal)).Select(name => $"{entry.Path}: {name}"))
            .Should().BeEmpty();
    }

    private static string RangeOf(PropertyInfo key)
    {
        var range = key.GetCustomAttribute<RangeAttribute>();
        range.Should().NotBeNull($"{key.DeclaringType!.Name}.{key.Name} has bounds");
        return string.Create(CultureInfo.InvariantCulture, $"{range!.Minimum} to {range.Maximum}");
    }

    private static IEnumerable<string> Missing(Type type, JsonNode? node, string path)
    {
        if (node is null)
        {
            return [path];
        }

        if (SettingsTree.FindElement(type) is { } element)
        {
            var first = node is JsonArray list ? list.FirstOrDefault() : node.AsObject().Select(entry => entry.Value).FirstOrDefault();
            return first is null || !SettingsTree.IsSection(element) ? [] : Missing(element, first, path + ":*");
        }

        return SettingsTree.IsSection(type)
            ? SettingsTree.Keys(type).SelectMany(key => Missing(key.PropertyType, node[key.Name], $"{path}:{key.Name}"))
            : [];
    }
}
