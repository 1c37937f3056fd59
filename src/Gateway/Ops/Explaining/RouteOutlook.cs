using Gateway.Upstreams;
using Route = Gateway.Upstreams.Route;

namespace Gateway.Ops.Explaining;

/// <summary>A route that was looked at.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Takes">Whether it takes the request.</param>
/// <param name="Because">What it is about, where it does not.</param>
internal sealed record RouteOutlook(string Name, bool Takes, string Because)
{
    public static RouteOutlook Of(Route route, RouteCondition? mismatch) => new(route.Options.Name, mismatch is null, mismatch switch
    {
        null => "takes it",
        RouteCondition.Modules => $"is about {string.Join(", ", route.Options.Modules)}",
        RouteCondition.Kinds => $"is about {string.Join(", ", route.Options.Kinds)}",
        RouteCondition.Versions => $"is about versions {route.Options.Versions}",
        RouteCondition.Hosts => $"is about the hosts {string.Join(", ", route.Options.Hosts)}",
        _ => $"is about clients in {string.Join(", ", route.Options.Networks)}",
    });
}
