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

    /// <summary>The cluster and the way to it, beside what settings say already.</summary>
    public static LabSettings Add(LabSettings settings, Uri hosted, object upstream)
    {
        Environment.SetEnvironmentVariable("X_PASS", "1");
        return settings
            .Cluster(Cluster, upstream, hosted)
            .Set("ReverseProxy:Routes", new JsonObject { ["upload"] = Route() });
    }

    public static Task<Origin> OriginAsync() => Origin.StartAsync(new OriginOptions { Name = Cluster, Library = LabModules.Public() });
}
