using Gateway.Settings;
using Gateway.Upstreams;

namespace Gateway.Exchanging;

/// <summary>Rules between the settings of an exchange and those of its cluster.</summary>
internal static class TokenExchangeConsistency
{
    public static void Check(string key, UpstreamOptions upstream, GatewaySettings settings, List<string> faults)
    {
        var (section, options) = ($"{key}:TokenExchange", upstream.TokenExchange);
        if (upstream.ForwardIdentity != ForwardIdentity.Exchange)
        {
            if (options.ClientId.Length > 0 || options.Audience.Length > 0 || options.Endpoint.Length > 0)
            {
                faults.Add($"{section} is set and {key}:ForwardIdentity is {upstream.ForwardIdentity}; set that to Exchange, or remove the section.");
            }

            return;
        }

        if (settings.Tokens.Issuers.Count == 0)
        {
            faults.Add($"{key}:ForwardIdentity is Exchange and Tokens:Issuers is empty; only tokens of an issuer can be exchanged.");
        }

        if (options.ClientId.Length == 0)
        {
            faults.Add($"{section}:ClientId is not set; the name that the issuer knows the gateway by is needed.");
        }

        if (options.Audience.Length == 0 && options.Resource.Length == 0)
        {
            faults.Add($"{section} has neither an Audience nor a Resource; without one of them the new token would be good for others than the cluster.");
        }

        if (options.Resource.Length > 0 && (!Uri.TryCreate(options.Resource, UriKind.Absolute, out var resource) || resource.Fragment.Length > 0))
        {
            faults.Add($"{section}:Resource is \"{options.Resource}\"; an absolute address without fragment such as https://nexus.corp.example/ is needed.");
        }

        if (options.Endpoint.Length > 0 && !IsSafe(options.Endpoint))
        {
            faults.Add($"{section}:Endpoint is \"{options.Endpoint}\"; an https address such as https://idp.corp.example/token is needed, because tokens and a secret go there.");
        }
    }

    private static bool IsSafe(string endpoint) =>
        Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && address.UserInfo.Length == 0 && address.Fragment.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}
