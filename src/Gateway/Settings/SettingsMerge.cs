using System.Text.Json.Nodes;

namespace Gateway.Settings;

/// <summary>Lays one settings file over another: single values merge by key, lists and maps of names come whole from the last.</summary>
internal static class SettingsMerge
{
    /// <summary>Lays <paramref name="upper"/> over <paramref name="lower"/>, which is changed. <paramref name="type"/> is what both will be bound to.</summary>
    public static void Over(JsonObject lower, JsonObject upper, Type type)
    {
        foreach (var (key, value) in upper)
        {
            var name = SettingsTree.FindName(lower, key) ?? key;
            var property = SettingsTree.FindKey(type, key);
            if (value is JsonObject section && lower[name] is JsonObject existing && property is not null && SettingsTree.IsSection(property.PropertyType))
            {
                Over(existing, section, property.PropertyType);
                continue;
            }

            lower[name] = value?.DeepClone();
        }
    }
}
