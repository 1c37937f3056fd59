using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Settings;

namespace Gateway.Tests.Documents;

/// <summary>Makes <c>appsettings/appsettings.schema.json</c> out of the classes that settings are bound to and the words that stand at them.</summary>
internal static class SettingsSchema
{
    public const string File = "appsettings/appsettings.schema.json";

    // Days in front, fractions of a second at the end: 1.00:00:00.050.
    private const string Duration = @"^(\d+\.)?\d{1,2}:\d{2}:\d{2}(\.\d{1,7})?$";

    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Generate()
    {
        var section = Section(typeof(GatewaySettings));
        var properties = section["properties"]!.AsObject();
        properties.Insert(0, "$schema", new JsonObject { ["type"] = "string", ["description"] = "Where this schema is, for editors." });
        section.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        section.Insert(1, "title", "Settings of the gateway");
        section.Insert(2, "description", "Durations are hours:minutes:seconds, with days in front: 1.00:00:00. A setting that is not there has its default.");
        return section.ToJsonString(Written) + "\n";
    }

    /// <summary>Every key of the settings that nothing is said of.</summary>
    public static IEnumerable<string> Undescribed() => Undescribed(typeof(GatewaySettings), "");

    private static IEnumerable<string> Undescribed(Type type, string path) => SettingsTree.Keys(type).SelectMany(key =>
    {
        var inner = SettingsTree.FindElement(key.PropertyType) ?? key.PropertyType;
        var below = SettingsTree.IsSection(inner) ? Undescribed(inner, $"{path}{key.Name}:") : [];
        return XmlDocumentation.SummaryOf(key).Length > 0 ? below : below.Prepend(path + key.Name);
    });

    private static JsonObject Section(Type type)
    {
        var defaults = Activator.CreateInstance(type)!;
        var properties = new JsonObject();
        foreach (var key in SettingsTree.Keys(type))
        {
            properties[key.Name] = Key(key, key.GetValue(defaults));
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
    }

    private static JsonObject Key(PropertyInfo key, object? otherwise)
    {
        var schema = Value(key, key.PropertyType);
        var range = key.GetCustomAttribute<RangeAttribute>();
        var isDuration = (Nullable.GetUnderlyingType(key.PropertyType) ?? key.PropertyType) == typeof(TimeSpan);
        if (range is not null && !isDuration)
        {
            schema["minimum"] = JsonValue.Create(Convert.ToDecimal(range.Minimum, CultureInfo.InvariantCulture));
            schema["maximum"] = JsonValue.Create(Convert.ToDecimal(range.Maximum, CultureInfo.InvariantCulture));
        }

        if (key.GetCustomAttribute<RegularExpressionAttribute>() is { } pattern)
        {
            // Empty is as good as not there.
            schema["pattern"] = $"^({pattern.Pattern})?$";
        }

        if (Default(otherwise) is { } value)
        {
            schema["default"] = value;
        }

        // Numbers say their range themselves; no keyword does it for durations.
        schema.Insert(0, "description", XmlDocumentation.SummaryOf(key) + (range is not null && isDuration ? $" From {range.Minimum} to {range.Maximum}." : ""));
        return schema;
    }

    private static JsonObject Value(PropertyInfo key, Type type)
    {
        if (SettingsTree.FindItem(type) is { } item)
        {
            return new JsonObject { ["type"] = "array", ["items"] = Value(key, item) };
        }

        if (SettingsTree.FindNamed(type) is { } named)
        {
            return new JsonObject { ["type"] = "object", ["additionalProperties"] = Value(key, named) };
        }

        if (type == typeof(JsonObject))
        {
            return Yarp(key.GetCustomAttribute<YarpSchemaAttribute>()!.Type);
        }

        return SettingsTree.IsSection(type) ? Section(type) : Single(Nullable.GetUnderlyingType(type) ?? type);
    }

    private static JsonObject Single(Type type) => type switch
    {
        _ when type == typeof(bool) => new JsonObject { ["type"] = "boolean" },
        _ when type == typeof(int) || type == typeof(long) => new JsonObject { ["type"] = "integer" },
        _ when type == typeof(double) => new JsonObject { ["type"] = "number" },
        _ when type == typeof(TimeSpan) => new JsonObject { ["type"] = "string", ["pattern"] = Duration },
        _ when type.IsEnum => new JsonObject { ["enum"] = new JsonArray([.. Enum.GetNames(type).Select(name => (JsonNode)name)]) },
        _ => new JsonObject { ["type"] = "string" },
    };

    /// <summary>The keys of YARP's schema, as the gateway checks them; what their values may be is for YARP to say.</summary>
    private static JsonObject Yarp(Type type)
    {
        var properties = new JsonObject();
        foreach (var key in SettingsTree.Keys(type))
        {
            var named = SettingsTree.FindNamed(key.PropertyType);
            properties[key.Name] = named is not null && IsYarps(named) ? new JsonObject { ["type"] = "object", ["additionalProperties"] = Yarp(named) }
                : IsYarps(key.PropertyType) ? Yarp(key.PropertyType)
                : new JsonObject();
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
    }

    private static bool IsYarps(Type type) => SettingsTree.IsSection(type) && type.Namespace!.StartsWith("Yarp.", StringComparison.Ordinal);

    private static JsonNode? Default(object? value) => value switch
    {
        null or "" => null,
        bool flag => JsonValue.Create(flag),
        int or long or double => JsonValue.Create(Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
        TimeSpan time => JsonValue.Create(time.ToString("c", CultureInfo.InvariantCulture)),
        Enum name => JsonValue.Create($"{name}"),
        string text => JsonValue.Create(text),
        IEnumerable<string> texts => new JsonArray([.. texts.Select(text => (JsonNode)text)]),
        ICollection { Count: 0 } when value is not IDictionary => new JsonArray(),
        _ => null,
    };
}
