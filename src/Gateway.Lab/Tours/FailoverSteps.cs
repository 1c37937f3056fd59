using Gateway.Lab.Demo;
using Gateway.Lab.Origins.Faults;

namespace Gateway.Lab.Tours;

/// <summary>Fetching while an origin is out of order.</summary>
internal static class FailoverSteps
{
    private const string Versions = "/example.org/text/@v/list";

    public static IReadOnlyList<TourStep> All { get; } =
    [
        new("with nexus down athens answers", NexusDownAsync),
        new("with nexus down a private module is an outage, not a 404, and no other origin hears of it", PrivateWhileDownAsync),
        new("with nexus answering a login page athens answers", NexusHtmlAsync),
        new("with athens hanging golang answers", AthensHangsAsync),
        new("with everything down the client is told who failed", AllDownAsync),
    ];

    private static async Task<Finding> NexusDownAsync(Landscape landscape, CancellationToken cancellation)
    {
        await landscape.Nexus.StopAsync();
        var sight = await new TourClient(landscape).GetAsync(Versions, cancellation);
        return Finding.Of(sight.IsAnswerOf(landscape.Athens), "200 from athens", sight);
    }

    private static async Task<Finding> PrivateWhileDownAsync(Landscape landscape, CancellationToken cancellation)
    {
        await landscape.Nexus.StopAsync();
        var sight = await new TourClient(landscape).GetAsync("/corp.example/billing/@v/list", cancellation);
        return Finding.Of(sight is { Status: 502, Asked.Count: 0 }, "502 and no origin asked", sight);
    }

    private static async Task<Finding> NexusHtmlAsync(Landscape landscape, CancellationToken cancellation)
    {
        landscape.Nexus.Fault = Fault.Html;
        var sight = await new TourClient(landscape).GetAsync(Versions, cancellation);
        var isRight = sight.IsAnswerOf(landscape.Athens) && sight.HasAsked(landscape.Nexus) && sight.FirstLine == "v1.0.0";
        return Finding.Of(isRight, "200 from athens, beginning with v1.0.0", sight);
    }

    private static async Task<Finding> AthensHangsAsync(Landscape landscape, CancellationToken cancellation)
    {
        landscape.Athens.Fault = Fault.Silence;
        var sight = await new TourClient(landscape).GetAsync("/example.org/text/@v/v1.1.0.mod", cancellation);
        return Finding.Of(sight.IsAnswerOf(landscape.Golang) && sight.HasAsked(landscape.Athens), "200 from golang", sight);
    }

    private static async Task<Finding> AllDownAsync(Landscape landscape, CancellationToken cancellation)
    {
        foreach (var origin in landscape.Origins)
        {
            await origin.StopAsync();
        }

        var sight = await new TourClient(landscape).GetAsync(Versions, cancellation);
        return Finding.Of(sight.Status == 502, "502", sight);
    }
}
