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
        using var attempt = new AttemptCancellation(cancellation);
        return await SendAsync(upstream, destination, request, patience, maxRedirects, attempt);
    }

    /// <summary>The same as a part of an attempt, whose clock stands still once there is a response.</summary>
    public async Task<(TakenResponse? Response, Outcome? Failure)> SendAsync(
        Upstream upstream, Destination destination, UpstreamRequest request, TimeSpan patience, int maxRedirects, AttemptCancellation cancellation)
    {
        var (started, left) = (Stopwatch.GetTimestamp(), patience);
        // Nobody where a redirect leads to another host, which sees nothing that is meant for the cluster; the next one may lead back.
        var (asked, sent) = ((Destination?)destination, request);
        for (var followed = 0; ; followed++)
        {
            var client = ClientOf(upstream, asked);
            TakenResponse response;
            cancellation.CancelAfter(left);
            using (var message = sent.ToMessage(HttpMethod.Get, upstream, asked?.Host))
            {
                try
                {
                    // It is complete with its headers: from there on the body is ours to read, as long as it takes.
                    using var answer = await client.SendAsync(message, cancellation.Token);
                    cancellation.StopClock();
                    response = TakenResponse.TakeFrom(answer, sent.Uri, asked?.Standing);
                }
                catch (Exception failed)
                {
                    // Whatever it is, another destination may do better.
                    return (null, cancellation.IsGivenUp
                        ? Outcome.ClientGone
                        : TransportFailure.ToOutcome(failed, cancellation.IsCancellationRequested, left));
                }
            }

            if (response.Status is not (301 or 302 or 303 or 307 or 308))
            {
                return (response, null);
            }

            response.Dispose();
            if (followed == maxRedirects)
            {
                return (null, new Outcome(OutcomeKind.Redirect, "redirect-loop", $"redirected more than {maxRedirects} times"));
            }

            var (target, refusal) = TargetOf(response, upstream, destination, request);
            if (target is null)
            {
                return (null, refusal);
            }

            left = patience - Stopwatch.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return (null, Outcome.TimedOut(patience));
            }

            (asked, sent) = IsAt(destination, target)
                ? (destination, request with { Uri = target })
                : (null, request with { Uri = target, Credentials = null, Identity = null });
        }
    }

    /// <summary>Where a redirect leads, or why it is not followed.</summary>
    private static (Uri? Target, Outcome? Refusal) TargetOf(TakenResponse redirect, Upstream upstream, Destination destination, UpstreamRequest request)
    {
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

        if (IsAt(destination, target))
        {
            return (target, null);
        }

        if (!upstream.MayRedirectTo(target) || IsDowngrade(redirect.From, target))
        {
            // The path of a redirect may hold a signature, so only the host is named.
            return (null, new Outcome(OutcomeKind.Redirect, "redirect-host", $"redirected to {target.Scheme}://{target.Authority}, which is not in its RedirectHosts"));
        }

        return request.BarredHosts.Contains(target.Host)
            ? (null, new Outcome(
                OutcomeKind.Redirect, "redirect-public", $"redirected to {target.Scheme}://{target.Authority}, the host of a public cluster, with a private module"))
            : (target, null);
    }

    private HttpMessageInvoker ClientOf(Upstream upstream, Destination? destination) =>
        destination is null ? _elsewhere.GetValue(upstream.Model, CreateElsewhere) : upstream.Model.HttpClient;

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

    private static bool IsAt(Destination destination, Uri target) => target.Authority == destination.Address.Authority && target.Scheme == destination.Address.Scheme;

    private static bool IsDowngrade(Uri from, Uri target) => from.Scheme == Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttps;
}
