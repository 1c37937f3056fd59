using Gateway.Edge;

namespace Gateway.Access;

/// <summary>Who asks: what a client certificate and a token prove, or nobody in particular. Never changes, so one serves a whole connection.</summary>
internal sealed class Caller
{
    /// <summary>Who has shown nothing.</summary>
    public static readonly Caller Nobody = new();

    /// <summary>What the client's certificate proves; null when it has shown none that is good.</summary>
    public ClientCertificate? Certificate { get; init; }

    /// <summary>What the client's token proves; null when it has shown none that is good.</summary>
    public CallerToken? Token { get; init; }

    /// <summary>Whether it is known who asks.</summary>
    public bool IsIdentified => Certificate is not null || Token is not null;

    /// <summary>The name in logs and rules: the token's subject, else the certificate's; empty for <see cref="Nobody"/>.</summary>
    public string Subject => Token?.Subject ?? Certificate?.Subject ?? "";

    /// <summary>Whoever these two prove; <see cref="Nobody"/> when both are null.</summary>
    public static Caller Of(ClientCertificate? certificate, CallerToken? token) =>
        certificate is null && token is null ? Nobody : new Caller { Certificate = certificate, Token = token };

    /// <summary>Who asks on this request, once that is known; <see cref="Nobody"/> before.</summary>
    public static Caller Of(HttpContext context) => Visit.Of(context).Caller;
}
