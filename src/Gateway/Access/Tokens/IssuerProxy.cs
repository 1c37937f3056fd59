using System.Net;

namespace Gateway.Access.Tokens;

/// <summary>The proxy that the environment names, for https alone: over http it could put in keys of its own, and read tokens and secrets.</summary>
internal sealed class IssuerProxy : IWebProxy
{
    /// <summary>What the environment says of whom the proxy lets through.</summary>
    public ICredentials? Credentials
    {
        get => HttpClient.DefaultProxy.Credentials;
        set => throw new NotSupportedException("The environment says it.");
    }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : HttpClient.DefaultProxy.GetProxy(destination);

    public bool IsBypassed(Uri host) => host.Scheme != Uri.UriSchemeHttps || HttpClient.DefaultProxy.IsBypassed(host);
}
