using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Gateway.Settings;

namespace Gateway.Ops.Views;

/// <summary>Shows settings as the files would have them. Secrets have no place there; what may be one all the same is masked.</summary>
internal static partial class ShownSettings
{
    private const string Mask = "•••";

    private static readonly JsonSerializerOptions AsWritten = new()
    {
        Converters = { new JsonStringEnumConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { KeepOnlySettings } },
    };

    public static JsonNode Of(GatewaySettings settings) => Veil(JsonSerializer.SerializeToNode(settings, AsWritten), isSecret: false)!;

    /// <summary>The same where no file says anything. Of lists and maps, for every item there is.</summary>
    public static JsonNode DefaultsFor(JsonNode shown) => DefaultsOf(typeof(GatewaySettings), shown.AsObject());

    private static JsonObject DefaultsOf(Type section, JsonObject shown)
    {
        var defaults = JsonSerializer.SerializeToNode(Activator.CreateInstance(section), section, AsWritten)!.AsObject();
        foreach (var key in SettingsTree.Keys(section))
        {
            if (SettingsTree.IsSection(key.PropertyType) && shown[key.Name] is JsonObject part)
            {
                defaults[key.Name] = DefaultsOf(key.PropertyType, part);
            }
            else if (SettingsTree.FindElement(key.PropertyType) is { } item && SettingsTree.IsSection(item))
            {
                defaults[key.Name] = ItemsOf(item, shown[key.Name]);
            }
        }

        return defaults;
    }

    private static JsonNode? ItemsOf(Type item, JsonNode? shown) => shown switch
    {
        JsonObject named => new JsonObject(named.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)DefaultsOf(item, entry.Value!.AsObject())))),
        JsonArray list => new JsonArray([.. list.Select(entry => (JsonNode?)DefaultsOf(item, entry!.AsObject()))]),
        _ => null,
    };

    /// <summary>What cannot be set is worked out of what can.</summary>
    private static void KeepOnlySettings(JsonTypeInfo type)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            if (type.Properties[i].Set is null)
            {
                type.Properties.RemoveAt(i);
            }
        }
    }

    private static JsonNode? Veil(JsonNode? node, bool isSecret) => node switch
    {
        JsonObject section => new JsonObject(section.Select(entry => KeyValuePair.Create(entry.Key, Veil(entry.Value, isSecret || SecretName().IsMatch(entry.Key))))),
        JsonArray list => new JsonArray([.. list.Select(item => Veil(item, isSecret))]),
        JsonValue value when value.TryGetValue<string>(out var text) && text.Length > 0 => isSecret ? Mask : Veil(text),
        _ => node?.DeepClone(),
    };

    private static string Veil(string text) => PasswordInText().Replace(UserInAddress().Replace(text, $"://{Mask}@"), $"$1={Mask}");

    /// <summary>
    /// Names under which YARP's free-form parts (metadata, headers) could hold one. Of our own settings none does: those names end in what they name,
    /// a file or a variable.
    /// </summary>
    [GeneratedRegex("password$|secret$|token$|apikey$|api-key$|^authorization$|^cookie$|credentials?$", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    [GeneratedRegex("://[^/@?#]*@")]
    private static partial Regex UserInAddress();

    [GeneratedRegex(@"\b(password|pwd|secret|token|api[_-]?key)=[^,;&\s]+", RegexOptions.IgnoreCase)]
    private static partial Regex PasswordInText();
}
