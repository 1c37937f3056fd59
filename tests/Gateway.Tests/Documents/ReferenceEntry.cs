using System.Reflection;
using System.Text.Json.Nodes;
using Gateway.Settings;

namespace Gateway.Tests.Documents;

/// <summary>A setting as the reference shows it.</summary>
/// <param name="Path">Its keys, with colons between them.</param>
/// <param name="Key">The property it is bound to.</param>
/// <param name="Shown">The value there.</param>
/// <param name="Default">The value where nothing is set.</param>
internal sealed record ReferenceEntry(string Path, PropertyInfo Key, JsonNode Shown, object? Default)
{
    /// <summary>The type of its value where it has one.</summary>
    public Type Type => Nullable.GetUnderlyingType(Key.PropertyType) ?? Key.PropertyType;

    public bool ShowsDefault => Shown switch
    {
        JsonArray list => list.Select(item => $"{item}").SequenceEqual(((System.Collections.IEnumerable?)Default ?? Array.Empty<object>()).Cast<object>().Select(item => $"{item}")),
        JsonObject map => map.Count == (Default as System.Collections.ICollection)?.Count,
        _ => $"{Shown}".Length == 0 ? Default is null or "" : SettingsText.TryParse($"{Shown}", Key.PropertyType, out var value) && Equals(value, Default),
    };

    /// <summary>Every single value and list of single values of a section, and of the first item of its lists and maps of sections.</summary>
    public static IEnumerable<ReferenceEntry> Of(Type section, JsonNode node, string path = "", object? defaults = null)
    {
        defaults ??= Activator.CreateInstance(section)!;
        // YARP's section is YARP's.
        foreach (var key in SettingsTree.Keys(section).Where(key => key.Name != nameof(GatewaySettings.ReverseProxy)))
        {
            var (here, shown) = (path + key.Name, node[key.Name]!);
            var element = SettingsTree.FindElement(key.PropertyType);
            if (SettingsTree.IsSection(key.PropertyType))
            {
                foreach (var entry in Of(key.PropertyType, shown, $"{here}:", key.GetValue(defaults)))
                {
                    yield return entry;
                }
            }
            else if (element is null || !SettingsTree.IsSection(element))
            {
                yield return new ReferenceEntry(here, key, shown, key.GetValue(defaults));
            }
            else if (First(shown) is var (name, item))
            {
                foreach (var entry in Of(element, item, $"{here}:{name}:"))
                {
                    yield return entry;
                }
            }
        }
    }

    private static (string Name, JsonNode Item)? First(JsonNode several) => several switch
    {
        JsonArray { Count: > 0 } list => ("0", list[0]!),
        JsonObject { Count: > 0 } map => (map.First().Key, map.First().Value!),
        _ => null,
    };
}
