using System.Diagnostics;
using System.Runtime.CompilerServices;
using Gateway.Settings;
using Gateway.Upstreams;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Mirroring;

/// <summary>Sends copies for one mirror over connections that nothing else uses.</summary>
internal sealed class MirrorSender(string mirror, MirrorOptions options, IForwarderHttpClientFactory clients, MirrorDifferences differences)
{
    /// <summary>Where the spans of copies come from.</summary>
    public static readonly ActivitySource Spans = new("Gateway.Mirroring");

    // They end with the cluster's model, when a reload makes another.
    private readonly ConditionalWeakTable<ClusterModel, HttpMessageInvoker> _clients = [];
    private readonly MirrorComparison _comparison = new(options.LargestComparedMegabytes * 1024 * 1024);

    /// <summary>Sends a copy and waits for its answer, which is compared or thrown away.</summary>
    public async ValueTask<Outcome> SendAsync(MirrorCopy copy, Upstream upstream, Destination destination, GatewaySettings settings, CancellationToken stopping)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        timeout.CancelAfter(options.Timeout);
        // A trace of its own: copies must not lengthen the client's.
        ActivityLink[] links = copy.Trace == default ? [] : [new(copy.Trace)];
        using var span = Spans.StartActivity("mirror", ActivityKind.Internal, default(ActivityContext), [new("gateway.mirror", mirror)], links);
        try
        {
            using var message = MirrorRequest.Of(copy, mirror, upstream, destination, settings.Gateway.Name);
            using var response = await _clients.GetValue(upstream.Model, CreateClient).SendAsync(message, timeout.Token);
            if (options.Compare && await _comparison.FindAsync(copy, response, timeout.Token) is var (kind, ours, theirs))
            {
                differences.Add(copy, kind, ours, theirs);
            }

            var status = (int)response.StatusCode;
            return new Outcome(status >= StatusCodes.Status500InternalServerError ? OutcomeKind.ServerError : OutcomeKind.Answer, "sent", $"answered {status}");
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or OperationCanceledException)
        {
            return stopping.IsCancellationRequested ? Outcome.ClientGone : TransportFailure.ToOutcome(failed, timeout.IsCancellationRequested, options.Timeout);
        }
    }

    private HttpMessageInvoker CreateClient(ClusterModel cluster) => clients.CreateClient(new ForwarderHttpClientContext
    {
        ClusterId = cluster.Config.ClusterId,
        OldConfig = HttpClientConfig.Empty,
        NewConfig = (cluster.Config.HttpClient ?? HttpClientConfig.Empty) with { MaxConnectionsPerServer = options.RequestsAtOnce },
        NewMetadata = cluster.Config.Metadata,
    });
}
