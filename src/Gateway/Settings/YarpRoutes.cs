using Yarp.ReverseProxy.Configuration;

namespace Gateway.Settings;

/// <summary>Reads pass-through routes with YARP's own reader and checks them with YARP's own rules, from a private copy of its section.</summary>
internal static class YarpRoutes
{
    /// <summary>Reads every route; one that YARP cannot read is a fault and left out.</summary>
    public static IReadOnlyList<RouteConfig> Read(ReverseProxySection section, List<string> faults) => YarpReading.ReadEach(
        "Routes",
        section.Routes,
        static config => config.Routes.Single(),
        // Names of policies are refused with a sentence of our own.
        static route => YarpReading.Rules.ValidateRouteAsync(route with
        {
            AuthorizationPolicy = null,
            CorsPolicy = null,
            RateLimiterPolicy = null,
            TimeoutPolicy = null,
        }),
        faults);
}
