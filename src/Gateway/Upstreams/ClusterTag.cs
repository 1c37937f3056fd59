using System.Net.Http.Headers;

namespace Gateway.Upstreams;

/// <summary>The validator that clients get with a zip: the name of the cluster and the cluster's own validator.</summary>
/// <remarks>Zips of one version may differ in bytes between clusters, so their validators must not be mixed.</remarks>
internal static class ClusterTag
{
    /// <summary>With quotes; null when the cluster gave no strong validator.</summary>
    public static string? Of(string cluster, EntityTagHeaderValue? tag) =>
        tag is { IsWeak: false } && tag.Tag.Length > 2 ? $"\"{cluster}-{tag.Tag[1..]}" : null;

    /// <summary>The cluster's own validator, with quotes; null when the tag is not one of this cluster.</summary>
    public static string? FindValidator(string cluster, string tag)
    {
        var start = $"\"{cluster}-";
        return tag.Length > start.Length + 1 && tag.StartsWith(start, StringComparison.Ordinal) ? $"\"{tag[start.Length..]}" : null;
    }
}
