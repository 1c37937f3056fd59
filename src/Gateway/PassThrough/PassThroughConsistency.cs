using Gateway.Settings;
using Gateway.Upstreams;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.PassThrough;

/// <summary>What a route of YARP's section may not say here.</summary>
internal static class PassThroughConsistency
{
    public static void Check(GatewaySettings settings, IReadOnlyList<RouteConfig> routes, List<string> faults)
    {
        foreach (var route in routes)
        {
            var key = $"ReverseProxy:Routes:{route.RouteId}";
            CheckCluster(key, route, settings, faults);
            Refuse(route.AuthorizationPolicy, $"{key}:AuthorizationPolicy", "who may do what is said in Access:Rules, so remove it", faults);
            Refuse(route.CorsPolicy, $"{key}:CorsPolicy", "pages of other sites get nothing here, so remove it", faults);
            Refuse(route.RateLimiterPolicy, $"{key}:RateLimiterPolicy", "how often who may ask is said in Limits, so remove it", faults);
            Refuse(route.TimeoutPolicy, $"{key}:TimeoutPolicy", "how long a request may take is said in Limits:LongestRequest, so remove it", faults);
            Refuse(route.Timeout?.ToString(), $"{key}:Timeout", "how long a request may take is said in Limits:LongestRequest, so remove it", faults);
            if (route.MaxRequestBodySize is { } most && (most < 0 || most > settings.PassThrough.LargestBody))
            {
                faults.Add($"{key}:MaxRequestBodySize is {most}; 0 to PassThrough:LargestBodyMegabytes, {settings.PassThrough.LargestBody} bytes.");
            }
        }
    }

    private static void CheckCluster(string key, RouteConfig route, GatewaySettings settings, List<string> faults)
    {
        var names = settings.ReverseProxy.Clusters.Keys.ToList();
        if (route.ClusterId is not { } cluster || !names.Contains(cluster, StringComparer.OrdinalIgnoreCase))
        {
            faults.Add($"{key}:ClusterId is \"{route.ClusterId}\"; one of {string.Join(", ", names)} is needed.{DidYouMean.Sentence(route.ClusterId ?? "", names)}");
        }
        else if (settings.Upstreams.GetValueOrDefault(cluster)?.Trust != Trust.Internal)
        {
            // Paths, headers and bodies may name private modules, in spellings that only the cluster knows.
            faults.Add($"{key}:ClusterId is \"{cluster}\", which is Public; what is passed through may name private modules, so set Upstreams:{cluster}:Trust to Internal or remove the route.");
        }
    }

    private static void Refuse(string? value, string key, string remedy, List<string> faults)
    {
        if (value is not null)
        {
            faults.Add($"{key} is \"{value}\"; {remedy}.");
        }
    }
}
