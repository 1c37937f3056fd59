using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Tests.Documents;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Gateway.Tests.Deployment;

/// <summary>YAML files of the repository as JSON, which is what they are, with anchors and merges carried out.</summary>
internal static class Yaml
{
    private static readonly IDeserializer Deserializer = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().WithDuplicateKeyChecking().Build();

    public static JsonObject Read(string file) => Parse(Repository.Read(file));

    public static JsonObject Parse(string text) =>
        Convert(Deserializer.Deserialize(new MergingParser(new Parser(new StringReader(text)))))!.AsObject();

    private static JsonNode? Convert(object? value) => value switch
    {
        null => null,
        IDictionary<object, object> map => new JsonObject(map.Select(entry => KeyValuePair.Create((string)entry.Key, Convert(entry.Value)))),
        IEnumerable<object> list => new JsonArray([.. list.Select(Convert)]),
        bool flag => JsonValue.Create(flag),
        _ => JsonValue.Create(System.Convert.ToString(value, CultureInfo.InvariantCulture)),
    };
}
