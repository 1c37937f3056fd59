using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Lab;

namespace Gateway.Tests.EndToEnd;

/// <summary>Puts keys of YARP's own section into settings.</summary>
internal static class SettingsJson
{
    /// <summary>The settings with one more key of a cluster, such as <c>HttpClient</c>.</summary>
    public static string WithCluster(this LabSettings settings, string cluster, string key, object value)
    {
        var json = JsonNode.Parse(settings.ToString())!;
        json["ReverseProxy"]!["Clusters"]![cluster]![key] = JsonSerializer.SerializeToNode(value);
        return json.ToJsonString();
    }
}
