using System.Net;
using Gateway.Credentials;
using Gateway.Upstreams;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Relay;

/// <summary>Asks the edge for what <c>go</c> asks, and passes its answer on while it arrives.</summary>
internal sealed class RelayEndpoint(RelayPlan plan, RelayGatekeeper gatekeeper, EdgeClient edge, IHttpForwarder forwarder, TimeProvider time) : IDisposable
{
    // go tries nothing twice: an edge that restarts has to be waited for here. Who hung up without an answer is asked once more.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly TokenInForce? _tokens = plan.Credentials.Token is { } source ? new TokenInForce(source, time) : null;

    private readonly ForwarderRequestConfig _config = new()
    {
        ActivityTimeout = plan.LongestSilence,
        Version = plan.Edge.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version20 : HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
    };

    public async Task HandleAsync(HttpContext context)
    {
        if (await gatekeeper.AdmitAsync(context) is not { } path)
        {
            return;
        }

        try
        {
            await AskAsync(context, path);
        }
        catch (CredentialException missing)
        {
            await RefuseAsync(context, missing);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away; there is nobody to tell.
        }
    }

    public void Dispose() => _tokens?.Dispose();

    private async Task AskAsync(HttpContext context, string path)
    {
        var started = time.GetTimestamp();
        var shown = _tokens is null ? null : await _tokens.GetAsync(context.RequestAborted);
        var tokens = _tokens;
        var mayRepeat = true;
        while (true)
        {
            var exchange = new EdgeExchange(plan, path, shown, tokens);
            var error = await forwarder.SendAsync(context, plan.EdgeText, edge.Current, _config, exchange, context.RequestAborted);
            if (exchange.Missing is { } missing)
            {
                throw missing;
            }

            if (exchange.Renewed is { } renewed)
            {
                (shown, tokens) = (renewed, null);
            }
            else if (exchange.IsRedirect)
            {
                await RelayAnswers.RefuseAsync(
                    context, StatusCodes.Status502BadGateway, $"bad gateway: {plan.EdgeText} leads to another address", "--to has to be the gateway's own");
                return;
            }
            else if (error == ForwarderError.None || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
            {
                return;
            }
            else
            {
                var isTimeout = error == ForwarderError.RequestTimedOut;
                var failure = TransportFailure.ToOutcome(context.GetForwarderErrorFeature()?.Exception, isTimeout, plan.LongestSilence);
                var isNobodyThere = failure.Reason is "refused" or "connect";
                if (isNobodyThere ? time.GetElapsedTime(started) > Patience : !mayRepeat || failure.Reason is not ("reset" or "protocol"))
                {
                    await RefuseAsync(context, failure, isTimeout);
                    return;
                }

                mayRepeat &= isNobodyThere;
                await Task.Delay(Pause, time, context.RequestAborted);
            }

            context.Response.Clear();
            context.Features.Set<IForwarderErrorFeature>(null);
        }
    }

    private Task RefuseAsync(HttpContext context, Outcome failure, bool isTimeout) => isTimeout
        ? RelayAnswers.RefuseAsync(context, StatusCodes.Status504GatewayTimeout, $"gateway timeout: {plan.EdgeText} {failure.Words}")
        : RelayAnswers.RefuseAsync(context, StatusCodes.Status502BadGateway, $"bad gateway: {plan.EdgeText} {failure.Words}", failure.Reason switch
        {
            "tls" => "look at --authorities and --certificate: one side does not trust the other",
            "reset" when plan.Credentials.Certificate is not null => "it may not want your certificate: look when it ends, and who signed it",
            _ => "look at your network or VPN, then try again",
        });

    private static Task RefuseAsync(HttpContext context, CredentialException missing) =>
        RelayAnswers.RefuseAsync(context, StatusCodes.Status401Unauthorized, $"unauthorized: {missing.Message}", missing.Remedy);
}
