using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Gateway.Settings;

/// <summary>Turns merged settings into typed ones and finds every fault on the way: unknown keys, wrong values, values out of range.</summary>
/// <remarks>The platform's binders stop at the first fault or ignore unknown keys; an operator at night wants all of them at once.</remarks>
internal sealed class SettingsBinder(List<string> faults)
{
    /// <summary>Binds an object. Faulty values keep their defaults, so that the checks that follow find the remaining faults.</summary>
    public T Bind<T>(JsonObject node)
        where T : new() =>
        (T)BindSection(node, typeof(T), "");

    private object BindSection(JsonObject node, Type type, string path)
    {
        var section = Activator.CreateInstance(type)!;
        foreach (var (key, value) in node)
        {
            var at = Join(path, key);
            var property = SettingsTree.FindKey(type, key);
            if (property is null)
            {
                faults.Add($"{at} is no setting.{DidYouMean.Sentence(key, SettingsTree.Keys(type).Select(known => known.Name))}");
                continue;
            }

            if (value is not null && BindValue(value, property, property.PropertyType, at) is { } bound)
            {
                CheckRange(property, bound, at);
                property.SetValue(section, bound);
            }
        }

        return section;
    }

    private object? BindValue(JsonNode value, PropertyInfo property, Type type, string path)
    {
        if (SettingsTree.FindItem(type) is { } item)
        {
            return BindList(value, property, item, path);
        }

        if (SettingsTree.FindNamed(type) is { } named)
        {
            return BindMap(value, property, named, path);
        }

        if (type == typeof(JsonObject) || SettingsTree.IsSection(type))
        {
            if (value is not JsonObject section)
            {
                faults.Add($"{path} is {Shown(value)}; an object is needed.");
                return null;
            }

            if (type != typeof(JsonObject))
            {
                return BindSection(section, type, path);
            }

            YarpKeys.Check(section, property.GetCustomAttribute<YarpSchemaAttribute>()!.Type, path, faults);
            return section;
        }

        var target = Nullable.GetUnderlyingType(type) ?? type;
        if (value is JsonValue single && SettingsText.TryParse(single.ToString(), target, out var bound))
        {
            return bound;
        }

        faults.Add($"{path} is {Shown(value)}; {SettingsText.Allowed(target)} is needed.");
        return null;
    }

    private IList? BindList(JsonNode value, PropertyInfo property, Type item, string path)
    {
        if (value is not JsonArray items)
        {
            faults.Add($"{path} is {Shown(value)}; a list is needed.");
            return null;
        }

        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
        for (var index = 0; index < items.Count; index++)
        {
            if (items[index] is { } node && BindValue(node, property, item, Join(path, $"{index}")) is { } bound)
            {
                list.Add(bound);
            }
        }

        return list;
    }

    private IDictionary? BindMap(JsonNode value, PropertyInfo property, Type named, string path)
    {
        if (value is not JsonObject entries)
        {
            faults.Add($"{path} is {Shown(value)}; an object of names is needed.");
            return null;
        }

        var map = (IDictionary)Activator.CreateInstance(
            typeof(Dictionary<,>).MakeGenericType(typeof(string), named), StringComparer.OrdinalIgnoreCase)!;
        foreach (var (name, node) in entries)
        {
            if (node is not null && BindValue(node, property, named, Join(path, name)) is { } bound)
            {
                map[name] = bound;
            }
        }

        return map;
    }

    private void CheckRange(PropertyInfo property, object value, string path)
    {
        foreach (var rule in property.GetCustomAttributes<ValidationAttribute>().Where(rule => !rule.IsValid(value)))
        {
            faults.Add($"{path} is {Shown(value)}; {(rule is RangeAttribute range ? $"{range.Minimum} to {range.Maximum}" : rule.ErrorMessage)}.");
        }
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}:{key}";

    private static string Shown(object value) => value is JsonObject ? "an object" : value is JsonArray ? "a list" : $"\"{value}\"";
}
