using System.Text.Json.Nodes;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;

namespace Gateway.Tests.PassThrough;

/// <summary>A gateway that passes <c>/upload/…</c> on to the cluster that its modules come from.</summary>
internal static class PassThroughBed
{
    public const string Cluster = "hosted";

    /// <summary>What <see cref="Settings"/> lets through.</summary>
    public static JsonObject Route(string path = "/upload/{**rest}") => new()
    {
        ["ClusterId"] = Cluster,
        ["Match"] = new JsonObject { ["Path"] = path },
        ["Transforms"] = new JsonArray(new JsonObject { ["PathRemovePrefix"] = "/upload" }),
    };

    public static LabSettings Settings(Uri hosted, object? upstream = null) =>
        Add(new LabSettings(), hosted, upstream ?? new { Trust = "Internal" }).Route("*", Cluster);

    /// <summary>The cluster and the way to it for everybody, beside what settings say already.</summary>
    public static LabSettings Add(LabSettings settings, Uri hosted, object upstream) => settings
        .Cluster(Cluster, upstream, hosted)
        .Set("ReverseProxy:Routes", new JsonObject { ["upload"] = Route() })
        .Set("Access:Rules", new JsonArray(Allow("/upload/*", "Read", "Publish")));

    /// <summary>A rule that lets everybody do something below a path.</summary>
    public static JsonObject Allow(string path, params IEnumerable<string> actions) => new()
    {
        ["Id"] = "uploads",
        ["Effect"] = "Allow",
        ["Paths"] = new JsonArray(path),
        ["Actions"] = new JsonArray([.. actions.Select(action => (JsonNode)action)]),
    };

    public static Task<Origin> OriginAsync() => Origin.StartAsync(new OriginOptions { Name = Cluster, Library = LabModules.Public() });
}
