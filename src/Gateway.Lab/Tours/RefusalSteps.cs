using Gateway.Lab.Demo;
using Gateway.Lab.Origins.Faults;

namespace Gateway.Lab.Tours;

/// <summary>What the gateway must not do, however an origin fails.</summary>
internal static class RefusalSteps
{
    // Far enough into the zip that the client has its headers and a part of the body.
    private const int CutAt = 60_000;

    public static IReadOnlyList<TourStep> All { get; } =
    [
        new("a firewall's 403 is passed on and not walked around", FirewallAsync),
        new("a download that breaks does not look whole", BrokenAsync),
        new("a download that breaks is taken up again where its bytes are certain", ResumedAsync),
        new("in all of this no public origin heard a private name", PrivateNamesAsync),
    ];

    private static async Task<Finding> FirewallAsync(Landscape landscape, CancellationToken cancellation)
    {
        landscape.Nexus.Break(Fault.Status(403, "malware: this module is quarantined"), "example.org/quote/v3");
        var sight = await new TourClient(landscape).GetAsync("/example.org/quote/v3/@v/v3.1.0.zip", cancellation);
        var isRight = sight.Status == 403 && !sight.HasAsked(landscape.Athens) && !sight.HasAsked(landscape.Golang);
        return Finding.Of(isRight, "403, and nobody asked but nexus", sight);
    }

    private static async Task<Finding> BrokenAsync(Landscape landscape, CancellationToken cancellation)
    {
        landscape.Athens.Fault = Fault.DieInBody(CutAt);
        var sight = await new TourClient(landscape).GetAsync("/example.org/text/@v/v1.2.0.zip", cancellation);
        // How much the client has when the gateway cuts it off is a matter of moments; where it has nothing yet it is refused.
        return Finding.Of(sight is { Status: 200 or 0, IsWhole: false } or { Status: 502 }, "a connection that breaks before the end", sight);
    }

    private static async Task<Finding> ResumedAsync(Landscape landscape, CancellationToken cancellation)
    {
        await landscape.Athens.StopAsync();
        landscape.Blobs.Break(Fault.DieInBody(CutAt), times: 1);
        var sight = await new TourClient(landscape).GetAsync("/example.org/text/@v/v1.2.0.zip", cancellation);
        var right = landscape.Blobs.Library.Find("example.org/text", "v1.2.0")!.Zip.ToArray();
        return Finding.Of(sight.IsWhole && right.AsSpan().SequenceEqual(sight.Body), $"200 with all {right.Length} bytes", sight);
    }

    private static Task<Finding> PrivateNamesAsync(Landscape landscape, CancellationToken cancellation)
    {
        var heard = new[] { landscape.Athens, landscape.Golang, landscape.Blobs }
            .SelectMany(static origin => origin.Requests.Select(request => $"{origin.Name}: {request}"))
            .Where(static request => request.Contains("corp.example", StringComparison.Ordinal))
            .ToList();
        return Task.FromResult(new Finding(heard.Count == 0, "none", heard.Count == 0 ? "none in their logs" : string.Join(", ", heard)));
    }
}
