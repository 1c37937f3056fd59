using System.Text.Json.Nodes;

namespace Gateway.Settings;

/// <summary>Finds keys that YARP's schema does not have: YARP itself would ignore them without a word.</summary>
internal static class YarpKeys
{
    public static void Check(JsonObject node, Type type, string path, List<string> faults)
    {
        foreach (var (key, value) in node)
        {
            var at = $"{path}:{key}";
            if (SettingsTree.FindKey(type, key) is not { } property)
            {
                faults.Add($"{at} is not in YARP's schema.{DidYouMean.Sentence(key, SettingsTree.Keys(type).Select(known => known.Name))}");
                continue;
            }

            if (value is JsonObject section)
            {
                CheckBelow(section, property.PropertyType, at, faults);
            }
        }
    }

    private static void CheckBelow(JsonObject node, Type type, string path, List<string> faults)
    {
        if (SettingsTree.FindNamed(type) is not { } named)
        {
            Check(node, type, path, faults);
            return;
        }

        foreach (var (name, value) in node)
        {
            if (value is JsonObject section && SettingsTree.IsSection(named))
            {
                Check(section, named, $"{path}:{name}", faults);
            }
        }
    }
}
