using Gateway.Edge;
using Gateway.Settings;

namespace Gateway.Access;

/// <summary>Finds out who asks, as the listener's <see cref="ClientPolicy"/> wants it.</summary>
/// <remarks>
/// Where nothing has to be shown, what is shown still counts, so that rules may give more to those who are known; and bad
/// credentials are refused everywhere: who shows them believes to be known.
/// </remarks>
internal static class Callers
{
    /// <summary>Who asks; unless refused, it is the request's <see cref="Caller.Of"/> from then on.</summary>
    public static async ValueTask<Identification> IdentifyAsync(HttpContext context, Snapshot snapshot)
    {
        var certificate = context.Features.Get<ShownCertificate>()?.Under(snapshot.ClientAuthorities) ?? Shown<ClientCertificate>.Nothing;
        var token = await Tokens.ReadAsync(context, snapshot);
        var policy = Listener.Of(context).Options(snapshot.Settings).Clients;
        var identification = Judge(policy, certificate, token);
        context.Features.Set(identification.Caller);
        return identification;
    }

    private static Identification Judge(ClientPolicy policy, Shown<ClientCertificate> certificate, Shown<CallerToken> token)
    {
        if (certificate.Fault is { } badCertificate)
        {
            return Identification.Refused(StatusCodes.Status403Forbidden, $"forbidden: {badCertificate}");
        }

        if (token.Fault is { } badToken)
        {
            return Identification.Refused(StatusCodes.Status401Unauthorized, $"unauthorized: {badToken}");
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
        return wanted is null
            ? Identification.Of(new Caller { Certificate = certificate.Good, Token = token.Good })
            : Identification.Refused(StatusCodes.Status401Unauthorized, $"unauthorized: this listener asks for {wanted}");
    }
}
