using Gateway.Edge;
using Gateway.Settings;

namespace Gateway.Access.Tokens;

/// <summary>Rules between the settings of tokens.</summary>
internal static class TokensConsistency
{
    public static void Check(GatewaySettings settings, List<string> faults)
    {
        var tokens = settings.Tokens;
        for (var index = 0; index < tokens.Issuers.Count; index++)
        {
            Check($"Tokens:Issuers:{index}", tokens.Issuers[index], faults);
        }

        faults.AddRange(tokens.Issuers.Where(issuer => issuer.Authority.Length > 0).GroupBy(issuer => issuer.Authority).Where(group => group.Count() > 1)
            .Select(group => $"Tokens:Issuers has {group.Key} more than once; put its audiences into one item."));
        if (tokens.Issuers.Count > 0 || tokens.StaticFile.Length > 0)
        {
            return;
        }

        faults.AddRange(settings.Listeners.Where(listener => listener.Value.Clients is ClientPolicy.Token or ClientPolicy.CertificateAndToken).Select(listener =>
            $"Listeners:{listener.Key}:Clients is {listener.Value.Clients} and there are no tokens; name an issuer in Tokens:Issuers or a file in Tokens:StaticFile."));
    }

    private static void Check(string key, IssuerOptions issuer, List<string> faults)
    {
        if (FindFault(issuer.Authority) is { } fault)
        {
            faults.Add($"{key}:Authority is \"{issuer.Authority}\"; {fault}.");
        }

        if (issuer.Audiences.Count == 0 || issuer.Audiences.Any(string.IsNullOrWhiteSpace))
        {
            faults.Add($"{key}:Audiences {(issuer.Audiences.Count == 0 ? "is empty" : "has an empty one")}; without an audience such as \"gateway\", tokens meant for others would be good here.");
        }

        faults.AddRange(issuer.Algorithms.Where(algorithm => !SignatureAlgorithms.All.Contains(algorithm)).Select(algorithm =>
            $"{key}:Algorithms has \"{algorithm}\"; {string.Join(", ", SignatureAlgorithms.All)} are allowed.{DidYouMean.Sentence(algorithm, SignatureAlgorithms.All)}"));
        foreach (var (name, claim) in new[] { ("SubjectClaim", issuer.SubjectClaim), ("GroupsClaim", issuer.GroupsClaim) })
        {
            if (claim.Length == 0)
            {
                faults.Add($"{key}:{name} is empty; the name of a claim is needed.");
            }
        }
    }

    private static string? FindFault(string authority) =>
        !Uri.TryCreate(authority, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)
            ? "an address such as https://idp.corp.example/ is needed"
        : address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback ? "over http anybody on the way could put in keys of his own, so https is needed"
        : address.Query.Length > 0 || address.Fragment.Length > 0 || address.UserInfo.Length > 0 ? "an address without user, query and fragment is needed"
        : null;
}
