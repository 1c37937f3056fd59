using Gateway.Lab.Demo;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;

namespace Gateway.Lab.Tours;

/// <summary>Fetching while everything is well.</summary>
internal static class FetchSteps
{
    public static IReadOnlyList<TourStep> All { get; } =
    [
        new("a private module comes from nexus, with the gateway's credentials", FromNexusAsync),
        new("a public module comes from athens, which nexus does not have", FromAthensAsync),
        new("a module that only golang has, whose redirect is followed inside", FromGolangAsync),
        new("a toolchain has a route of its own", ToolchainAsync),
        new("a module that nobody knows is not found", UnknownAsync),
    ];

    private static async Task<Finding> FromNexusAsync(Landscape landscape, CancellationToken cancellation)
    {
        var sight = await new TourClient(landscape).GetAsync("/corp.example/billing/@v/v1.2.0.zip", cancellation);
        var isRight = IsZipOf(sight, landscape.Nexus, "corp.example/billing", "v1.2.0")
            && sight.Asked is [{ Request.Authorization: not null }];
        return Finding.Of(isRight, "200 from nexus alone, asked with credentials", sight);
    }

    private static async Task<Finding> FromAthensAsync(Landscape landscape, CancellationToken cancellation)
    {
        var sight = await new TourClient(landscape).GetAsync("/example.org/shop/@v/v1.0.0.zip", cancellation);
        var isRight = IsZipOf(sight, landscape.Athens, LabModules.Shop, "v1.0.0")
            && sight.Asked is [_, { Request.Authorization: null }];
        return Finding.Of(isRight, "200 from athens after nexus, athens asked without nexus's credentials", sight);
    }

    private static async Task<Finding> FromGolangAsync(Landscape landscape, CancellationToken cancellation)
    {
        var sight = await new TourClient(landscape).GetAsync("/example.org/large/@v/v1.0.0.zip", cancellation);
        var isRight = IsZipOf(sight, landscape.Blobs, LabModules.Large, "v1.0.0") && sight.HasAsked(landscape.Golang);
        return Finding.Of(isRight, "200 from blobs by way of golang", sight);
    }

    private static async Task<Finding> ToolchainAsync(Landscape landscape, CancellationToken cancellation)
    {
        var sight = await new TourClient(landscape).GetAsync("/golang.org/toolchain/@v/v0.0.1-go1.99.0.linux-amd64.zip", cancellation);
        var isRight = sight.IsAnswerOf(landscape.Blobs) && sight.Asked.Count == 2;
        return Finding.Of(isRight, "200 from blobs by way of golang, and nobody else asked", sight);
    }

    private static async Task<Finding> UnknownAsync(Landscape landscape, CancellationToken cancellation)
    {
        var sight = await new TourClient(landscape).GetAsync("/example.org/nothing/@v/list", cancellation);
        var isRight = sight.Status == 404 && sight.Asked.Count == 3 && sight.Asked.All(static asked => asked.Request.Status == 404);
        return Finding.Of(isRight, "404 after all three said so", sight);
    }

    private static bool IsZipOf(Sight sight, Origin origin, string path, string version) =>
        sight.IsAnswerOf(origin) && origin.Library.Find(path, version)!.Zip.ToArray().AsSpan().SequenceEqual(sight.Body);
}
