using System.Globalization;
using System.Text.Json.Nodes;

namespace Gateway.Settings;

/// <summary>Sets single values from the environment (<c>Failover__MaxAttempts=3</c>) or the command line (<c>--Failover:MaxAttempts=3</c>).</summary>
/// <remarks>They change fields of what exists: they neither add a name to a map nor an item to a list, so a typing error adds no listener.</remarks>
internal static class SettingsOverrides
{
    /// <summary>Sets one value; a path that leads nowhere is a fault that names <paramref name="source"/>.</summary>
    /// <param name="root">The merged files; changed.</param>
    /// <param name="path">The keys from the root to the value.</param>
    /// <param name="value">The value as text.</param>
    /// <param name="source">What the operator wrote, for the fault.</param>
    /// <param name="faults">Where faults are added.</param>
    public static void Set(JsonObject root, string[] path, string value, string source, List<string> faults)
    {
        var node = (JsonNode)root;
        var type = typeof(GatewaySettings);
        for (var depth = 0; depth < path.Length; depth++)
        {
            var (slot, childType, fault) = Step(node, type, path[depth]);
            if (fault is not null)
            {
                faults.Add($"{source}: {fault}");
                return;
            }

            if (depth == path.Length - 1)
            {
                slot!.Put(JsonValue.Create(value));
                return;
            }

            node = slot!.Get() ?? slot.Put(new JsonObject());
            type = childType;
        }
    }

    private static (Slot? Slot, Type? Type, string? Fault) Step(JsonNode node, Type? type, string key)
    {
        if (node is JsonArray list)
        {
            return int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Count
                ? (new Slot(() => list[index], value => list[index] = value), type is null ? null : SettingsTree.FindItem(type), null)
                : (null, null, $"there is no item {key}, the list has {list.Count}.");
        }

        if (node is not JsonObject section)
        {
            return (null, null, $"{key} is below a single value.");
        }

        var name = SettingsTree.FindName(section, key);
        if (type is not null && SettingsTree.IsSection(type))
        {
            var property = SettingsTree.FindKey(type, key);
            return property is null
                ? (null, null, $"{key} is no setting.{DidYouMean.Sentence(key, SettingsTree.Keys(type).Select(known => known.Name))}")
                : (Slot.Of(section, name ?? property.Name), property.PropertyType, null);
        }

        var isMap = type is not null && SettingsTree.FindNamed(type) is not null;
        return isMap && name is null
            ? (null, null, $"no settings file names {key}.{DidYouMean.Sentence(key, section.Select(entry => entry.Key))}")
            : (Slot.Of(section, name ?? key), type is null ? null : SettingsTree.FindNamed(type), null);
    }

    /// <summary>A place in the tree that a value can be put in.</summary>
    private sealed record Slot(Func<JsonNode?> Get, Action<JsonNode?> Set)
    {
        public static Slot Of(JsonObject section, string name) => new(() => section[name], value => section[name] = value);

        public JsonNode Put(JsonNode value)
        {
            Set(value);
            return value;
        }
    }
}
