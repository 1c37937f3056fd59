using Gateway.Upstreams;

namespace Gateway.Ops.Explaining;

/// <summary>A cluster that would be come to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Trust">Whether it hears of private modules.</param>
/// <param name="Told">How it is told about who asks: <c>None</c>, <c>Headers</c> or <c>Token</c>.</param>
/// <param name="NotFound">What follows when it says that there is no such module: <c>Final</c> or <c>Next</c>.</param>
/// <param name="Forbidden">What follows when it forbids the module.</param>
/// <param name="Skipped">Why nobody of it is asked; empty when somebody is.</param>
/// <param name="Destinations">All its destinations.</param>
internal sealed record ClusterOutlook(
    string Name, string Trust, string Told, string NotFound, string Forbidden, string Skipped, IReadOnlyList<DestinationOutlook> Destinations)
{
    public static ClusterOutlook Of(OutlookStop stop, Chain chain) => new(
        stop.Upstream.Name,
        stop.Upstream.IsInternal ? "Internal" : "Public",
        $"{stop.Upstream.Forwards}",
        $"{chain.NotFoundAt(stop.Upstream)}",
        $"{chain.Forbidden}",
        stop.Skipped?.Words ?? "",
        [.. stop.Upstream.Destinations.Select(destination => DestinationOutlook.Of(destination, stop.Attempts.FirstOrDefault(attempt => attempt.Destination == destination)))]);
}
