using Gateway.Access.Tokens;
using Gateway.Edge;
using Gateway.Settings;

namespace Gateway.Access;

/// <summary>Finds out who asks, as the listener's <see cref="ClientPolicy"/> wants it.</summary>
/// <remarks>
/// Where nothing has to be shown, what is shown still counts, so that rules may give more to those who are known; and bad
/// credentials are refused everywhere: who shows them believes to be known. A token that cannot be judged now, because its issuer
/// has never been reached, is as good as none where none is needed: no helper can fail a request.
/// </remarks>
internal sealed class Callers(ShownTokens tokens, AccessMetrics metrics)
{
    /// <summary>Who asks; unless refused, it is the request's <see cref="Caller.Of(HttpContext)"/> from then on.</summary>
    public async ValueTask<Identification> IdentifyAsync(HttpContext context, Snapshot snapshot)
    {
        var visit = Visit.Of(context);
        var certificate = visit.Connection.Certificate?.Under(snapshot.ClientAuthorities) ?? Shown<ClientCertificate>.Nothing;
        if (certificate != default)
        {
            metrics.Judged("certificate", certificate.Fault is null ? "ok" : "refused");
        }

        var token = await tokens.ReadAsync(context, snapshot);
        var policy = visit.Connection.Listener.Options(snapshot.Settings).Clients;
        var identification = Judge(policy, certificate, token, snapshot);
        visit.Caller = identification.Caller;
        if (identification.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = Challenges.Of(snapshot, token.Fault);
        }
        else if (identification.Status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "5";
        }

        return identification;
    }

    /// <summary>What follows from what was shown where a policy holds.</summary>
    public static Identification Judge(ClientPolicy policy, Shown<ClientCertificate> certificate, Shown<CallerToken> token, Snapshot snapshot)
    {
        if (certificate.Fault is { } badCertificate)
        {
            return Identification.Refused(StatusCodes.Status403Forbidden, $"forbidden: {badCertificate}") with { HasFailed = true };
        }

        if (token is { Fault: { } badToken, IsUndecided: false })
        {
            return Identification.Refused(StatusCodes.Status401Unauthorized, [$"unauthorized: {badToken}", .. Challenges.Remedy(snapshot.Tokens)]) with { HasFailed = true };
        }

        var wanted = policy switch
        {
            ClientPolicy.Certificate when certificate.Good is null => "a client certificate",
            ClientPolicy.Token when token.Good is null => "a token",
            ClientPolicy.CertificateOrToken when certificate.Good is null && token.Good is null => "a client certificate or a token",
            ClientPolicy.CertificateAndToken when certificate.Good is null => "a client certificate and a token",
            ClientPolicy.CertificateAndToken when token.Good is null => "a token besides the client certificate",
            _ => null,
        };
        return wanted is null ? Identification.Of(Caller.Of(certificate.Good, token.Good))
            // The token may be right: another one would be no better, and a helper that forgets it makes things worse.
            : token.IsUndecided ? Identification.Refused(StatusCodes.Status503ServiceUnavailable, $"unavailable: {token.Fault}", "nothing is wrong with the token; try again")
            : Identification.Refused(StatusCodes.Status401Unauthorized, [$"unauthorized: this listener asks for {wanted}", .. Remedies(policy), .. Challenges.Remedy(snapshot.Tokens)]);
    }

    private static IEnumerable<string> Remedies(ClientPolicy policy)
    {
        if (policy is ClientPolicy.Certificate or ClientPolicy.CertificateOrToken or ClientPolicy.CertificateAndToken)
        {
            yield return "the go command cannot show a certificate itself: `gateway relay` shows yours for it";
        }
    }
}
