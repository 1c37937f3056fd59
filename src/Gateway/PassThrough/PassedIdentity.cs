using System.Net.Http.Headers;
using Gateway.Access;
using Gateway.Access.Tokens;
using Gateway.Edge;
using Gateway.Exchanging;
using Gateway.Settings;
using Gateway.Upstreams;
using Yarp.ReverseProxy.Model;

namespace Gateway.PassThrough;

/// <summary>Who asks, for a route whose cluster is told: as of a module request.</summary>
internal sealed class PassedIdentity
{
    private readonly Upstream _upstream;
    private readonly ForwardedIdentity _identity;
    private readonly AuthenticationHeaderValue? _exchanged;

    private PassedIdentity(Upstream upstream, ForwardedIdentity identity, AuthenticationHeaderValue? exchanged) =>
        (_upstream, _identity, _exchanged) = (upstream, identity, exchanged);

    /// <summary>Notes what the route's cluster is to be told; nothing where it is told nothing. What comes back is why it cannot be asked.</summary>
    public static async ValueTask<ExchangeFault?> AddAsync(HttpContext context, Snapshot snapshot, RouteModel route, TokenExchanges exchanges)
    {
        if (snapshot.Upstreams.GetValueOrDefault(route.Config.ClusterId ?? "") is not { Forwards: not ForwardIdentity.None } upstream)
        {
            return null;
        }

        var caller = Caller.Of(context);
        var token = PassableToken.Find(caller, context.Request.Headers.Authorization);
        var reply = upstream.Exchange is { } plan ? await exchanges.FindAsync(plan, token, context.RequestAborted) : null;
        if (reply?.Fault is null)
        {
            context.Features.Set(new PassedIdentity(upstream, new ForwardedIdentity(caller, token, RequestId.Of(context)), reply?.Authorization));
        }

        return reply?.Fault;
    }

    /// <summary>Writes it.</summary>
    /// <param name="headers">The headers of the request to the cluster.</param>
    /// <param name="isSafe">Whether nobody on the way can read them: a token goes nowhere else.</param>
    public void WriteTo(HttpRequestHeaders headers, bool isSafe)
    {
        if (_upstream.Forwards == ForwardIdentity.Headers)
        {
            headers.Authorization = _upstream.Credentials;
            _identity.WriteTo(headers, isSafe);
            return;
        }

        // Who has no token gets what everybody gets there: the gateway's own credentials would give him more.
        headers.Authorization = !isSafe ? null : _upstream.Forwards == ForwardIdentity.Exchange ? _exchanged : _identity.Authorization;
    }

    /// <summary>Takes note of what the cluster answered: a token that it does not take is not shown to it again.</summary>
    public void Answered(int status, TokenExchanges exchanges)
    {
        if (status == StatusCodes.Status401Unauthorized && _exchanged is not null)
        {
            exchanges.Forget(_upstream.Exchange!, _identity.Token!);
        }
    }
}
