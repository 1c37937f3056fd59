using Gateway.Settings;
using GoModules;

namespace Gateway.Upstreams;

/// <summary>Goes on with a zip that a client has the beginning of, at the cluster that gave it: no other one may have the same bytes.</summary>
internal sealed class ClientResume(ZipResume resume)
{
    /// <summary>The rest of the zip; null where the cluster is not in the chain, does not answer or has other bytes now.</summary>
    public async Task<(string Cluster, UpstreamAnswer Answer)?> FindAsync(
        GoRequest request, Chain chain, GatewaySettings settings, ZipBeginning known, CancellationToken cancellation)
    {
        foreach (var upstream in chain.Upstreams)
        {
            // Where every caller has a token of his own, the whole way of asking gets it.
            if (upstream.Exchange is not null || ClusterTag.FindValidator(upstream.Name, known.ETag) is not { } validator || upstream.Destinations is not [var first, ..])
            {
                continue;
            }

            var patience = upstream.FirstByteTimeout(request.Kind, isLast: false);
            var attempt = new AttemptContext(request, chain, upstream, first, patience, settings.Failover, settings.Gateway.Name);
            if (await resume.ContinueAsync(attempt, new MissingRange(known.Length, null, validator), cancellation) is { } rest)
            {
                return (upstream.Name, new UpstreamAnswer { Zip = rest, ETag = known.ETag, Validator = validator });
            }
        }

        return null;
    }
}
