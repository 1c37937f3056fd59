using System.Diagnostics;
using System.Runtime.CompilerServices;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Upstreams;

/// <summary>Asks one destination over its cluster's connections and follows its redirects; hands back a response or how it failed.</summary>
internal sealed class UpstreamSender(IForwarderHttpClientFactory clients)
{
    // The destination's own client carries its credentials' connections; another host must not see those.
    private readonly ConditionalWeakTable<ClusterModel, HttpMessageInvoker> _elsewhere = [];

    /// <summary>Sends the request and waits for the headers of the final answer.</summary>
    /// <returns>The response, which the caller disposes, or the outcome when there is none.</returns>
    public async Task<(TakenResponse? Response, Outcome? Failure)> SendAsync(
        Upstream upstream, Destination destination, UpstreamRequest request, TimeSpan patience, int maxRedirects, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var (response, failure) = await SendAsync(upstream, destination, request, patience, cancellation);
        for (var followed = 0; response is { Status: 301 or 302 or 303 or 307 or 308 } redirect; followed++)
        {
            redirect.Dispose();
            if (followed == maxRedirects)
            {
                return (null, new Outcome(OutcomeKind.Redirect, "redirect-loop", $"redirected more than {maxRedirects} times"));
            }

            if (redirect.Headers.Location is not { } location)
            {
                return (null, new Outcome(OutcomeKind.Redirect, "redirect", $"answered {redirect.Status} without a Location"));
            }

            if (!Uri.TryCreate(redirect.From, location, out var target))
            {
                return (null, new Outcome(OutcomeKind.Redirect, "redirect", $"answered {redirect.Status} with a Location that is no address"));
            }

            if (destination.Host is { } name && target.Authority == name && target.Scheme == destination.Address.Scheme)
            {
                // It knows itself by its name only.
                target = new Uri(new Uri(destination.Address.GetLeftPart(UriPartial.Authority)), target.PathAndQuery);
            }

            var isOwnHost = target.Authority == destination.Address.Authority && target.Scheme == destination.Address.Scheme;
            if (!isOwnHost && (!upstream.MayRedirectTo(target) || IsDowngrade(redirect.From, target)))
            {
                // The path of a redirect may hold a signature, so only the host is named.
                return (null, new Outcome(OutcomeKind.Redirect, "redirect-host", $"redirected to {target.Scheme}://{target.Authority}, which is not in its RedirectHosts"));
            }

            if (!isOwnHost && request.BarredHosts.Contains(target.Host))
            {
                return (null, new Outcome(
                    OutcomeKind.Redirect, "redirect-public", $"redirected to {target.Scheme}://{target.Authority}, the host of a public cluster, with a private module"));
            }

            var left = patience - Stopwatch.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return (null, Outcome.TimedOut(patience));
            }

            (response, failure) = isOwnHost
                ? await SendAsync(upstream, destination, request with { Uri = target }, left, cancellation)
                : await SendAsync(upstream, null, request with { Uri = target, Credentials = null, Identity = null }, left, cancellation);
        }

        return (response, failure);
    }

    /// <param name="upstream">The cluster.</param>
    /// <param name="destination">Who is asked; null where a redirect leads to another host.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="patience">How long the headers may take.</param>
    /// <param name="cancellation">Nobody wants it any more.</param>
    private async Task<(TakenResponse?, Outcome?)> SendAsync(
        Upstream upstream, Destination? destination, UpstreamRequest request, TimeSpan patience, CancellationToken cancellation)
    {
        var client = destination is null ? _elsewhere.GetValue(upstream.Model, CreateElsewhere) : upstream.Model.HttpClient;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(patience);
        using var message = request.ToMessage(HttpMethod.Get, upstream, destination?.Host);
        try
        {
            // It is complete with its headers: from there on the body is ours to read, as long as it takes.
            using var response = await client.SendAsync(message, timeout.Token);
            return (TakenResponse.TakeFrom(response, request.Uri, destination?.Standing), null);
        }
        catch (Exception failed)
        {
            // Whatever it is, another destination may do better.
            return (null, cancellation.IsCancellationRequested
                ? Outcome.ClientGone
                : TransportFailure.ToOutcome(failed, timeout.IsCancellationRequested, patience));
        }
    }

    private HttpMessageInvoker CreateElsewhere(ClusterModel cluster) => clients.CreateClient(new ForwarderHttpClientContext
    {
        ClusterId = cluster.Config.ClusterId,
        OldConfig = HttpClientConfig.Empty,
        NewConfig = cluster.Config.HttpClient ?? HttpClientConfig.Empty,
        NewMetadata = new Dictionary<string, string>(cluster.Config.Metadata!)
        {
            [ClusterDefaults.Trust] = nameof(Trust.Public),
            [ClusterDefaults.Certificate] = "",
            [ClusterDefaults.SystemAuthoritiesToo] = bool.TrueString,
        },
    });

    private static bool IsDowngrade(Uri from, Uri target) => from.Scheme == Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttps;
}
