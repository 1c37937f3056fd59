using Gateway.Access;
using Gateway.Settings;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Edge;

/// <summary>What a person sees who opens the gateway's address: the lines to paste, and how to see that they work.</summary>
/// <remarks>Plain text, so that it reads the same in a browser, from curl and through the relay.</remarks>
internal static class WelcomePage
{
    private const string TokenOption = "--token-file FILE";

    public static Task SendAsync(HttpContext context, Snapshot snapshot)
    {
        context.Response.Headers.CacheControl = "private";
        context.Response.Headers.Vary = "Authorization";
        return GoAnswers.TextAsync(context, string.Join('\n', LinesFor(context, snapshot)) + "\n");
    }

    /// <summary>The same for who has shown nothing where something is asked for: the refusal, and below it how to get in.</summary>
    public static Task RefuseAsync(HttpContext context, Snapshot snapshot, Identification identification)
    {
        context.Response.StatusCode = identification.Status;
        context.Response.Headers.CacheControl = "no-store";
        var refusal = ErrorText.Of(identification.Lines, RequestId.Of(context));
        Visit.Of(context).Refusal = refusal;
        return GoAnswers.TextAsync(context, $"{refusal}\n{string.Join('\n', LinesFor(context, snapshot))}\n");
    }

    private static IEnumerable<string> LinesFor(HttpContext context, Snapshot snapshot)
    {
        var listener = Listener.Of(context);
        return
        [
            "This is a gateway for Go modules.",
            .. Caller.Of(context) is { IsIdentified: true } caller ? [$"You are known here as {caller.Subject}."] : Array.Empty<string>(),
            "",
            .. WaysIn(context, listener, snapshot),
            .. Private(context, listener, snapshot),
            "",
            "See that it works:",
            "",
            "  go env GOPROXY GONOSUMDB",
            $"  go list -m -versions {Example(snapshot)}",
            "",
            "When it does not, go prints why, with the id of the request: that is what the people who run this gateway need.",
            .. snapshot.Rules.Contact is { Length: > 0 } contact ? [$"Ask {contact}."] : Array.Empty<string>(),
        ];
    }

    /// <summary>How <c>go</c> gets in, as the listener wants it; docs/developers.md says more.</summary>
    private static IEnumerable<string> WaysIn(HttpContext context, Listener listener, Snapshot snapshot)
    {
        var policy = listener.Options(snapshot.Settings).Clients;
        var host = context.Request.Host.HasValue ? context.Request.Host.Value : listener.Address.Authority;
        var edge = $"{context.Request.Scheme}://{host}";
        // What is left of the target here is the listener's prefix.
        var proxy = edge + context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.TrimEnd('/');
        if (policy is ClientPolicy.Certificate or ClientPolicy.CertificateAndToken)
        {
            var token = policy == ClientPolicy.CertificateAndToken ? $" {TokenOption}" : "";
            return
            [
                $"It asks for a client certificate{(token.Length > 0 ? " and a token" : "")}, which go cannot show itself. Leave this running:",
                "",
                $"  gateway relay --to {proxy} --certificate me.pem --key me.key{token}",
                "",
                "and set GOPROXY as it prints.",
            ];
        }

        if (policy is ClientPolicy.Anonymous)
        {
            return ["Use it with", "", $"  go env -w GOPROXY={proxy}"];
        }

        if (!context.Request.IsHttps)
        {
            return
            [
                "It asks for a token, which go shows over https only. Leave this running:",
                "",
                $"  gateway relay --to {proxy} {TokenOption}",
                "",
                "and set GOPROXY as it prints.",
            ];
        }

        var login = snapshot.Tokens.Issuers.Count > 0
            ? $"--device-login {snapshot.Tokens.Issuers[0].Options.Authority} --client-id CLIENT"
            : TokenOption;
        return
        [
            $"It asks for a token{(policy == ClientPolicy.CertificateOrToken ? " or a client certificate" : "")}. With go 1.24 or newer",
            "",
            $"  go env -w GOPROXY={proxy}",
            $"  go env -w GOAUTH='gateway goauth --for {edge} {login}'",
            "",
            "with an older one, or a token that lives long, the same GOPROXY and a line in ~/.netrc",
            "",
            $"  machine {host} login x password TOKEN",
            .. policy == ClientPolicy.CertificateOrToken
                ? ["", "with a certificate, leave this running and set GOPROXY as it prints", "", $"  gateway relay --to {proxy} --certificate me.pem --key me.key"]
                : Array.Empty<string>(),
        ];
    }

    /// <summary>What is private is itself nobody else's business.</summary>
    private static IEnumerable<string> Private(HttpContext context, Listener listener, Snapshot snapshot)
    {
        var patterns = snapshot.Settings.Modules.Private;
        return patterns.Count > 0 && (Caller.Of(context).IsIdentified || listener.IsLocalFor(context.Connection.RemoteIpAddress))
            ?
            [
                "",
                "Private modules are in no public checksum database:",
                "",
                $"  go env -w GONOSUMDB={string.Join(',', patterns)}",
                "",
                "Not GOPRIVATE or GONOPROXY, which make go walk past this gateway.",
            ]
            : [];
    }

    /// <summary>A module that the clusters are asked for anyway.</summary>
    private static string Example(Snapshot snapshot) => snapshot.Upstreams.Values.MinBy(upstream => upstream.Name, StringComparer.Ordinal)?.CredentialProbe ?? "golang.org/x/mod";
}
