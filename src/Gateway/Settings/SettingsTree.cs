using System.Reflection;
using System.Text.Json.Nodes;

namespace Gateway.Settings;

/// <summary>What kind of value stands at a place of the settings, told from the types the settings are bound to.</summary>
/// <remarks>
/// One reading of the types decides three things: which values of two files merge by key and which come whole from the last
/// file, which keys exist, and how text becomes a value.
/// </remarks>
internal static class SettingsTree
{
    /// <summary>The type of the values of a list or of a map of names; null for everything else.</summary>
    public static Type? FindElement(Type type) => FindItem(type) ?? FindNamed(type);

    /// <summary>The type of a list's items, or null when the type is no list.</summary>
    public static Type? FindItem(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    /// <summary>The type of the values of a map of names, or null when the type is no such map.</summary>
    public static Type? FindNamed(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) ? type.GetGenericArguments()[1] : null;

    /// <summary>Whether the type is a section: an object whose keys are the type's properties.</summary>
    public static bool IsSection(Type type) =>
        type.IsClass && type != typeof(string) && !typeof(JsonNode).IsAssignableFrom(type) && FindElement(type) is null;

    /// <summary>The keys of a section.</summary>
    public static PropertyInfo[] Keys(Type section) =>
        [.. section.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite)];

    /// <summary>The property of a section that a key names, in any case; null when there is none.</summary>
    public static PropertyInfo? FindKey(Type section, string key) =>
        Array.Find(Keys(section), property => property.Name.Equals(key, StringComparison.OrdinalIgnoreCase));

    /// <summary>The entry of an object that a key names, in any case; null when there is none.</summary>
    public static string? FindName(JsonObject node, string key) =>
        node.Select(entry => entry.Key).FirstOrDefault(name => name.Equals(key, StringComparison.OrdinalIgnoreCase));
}
