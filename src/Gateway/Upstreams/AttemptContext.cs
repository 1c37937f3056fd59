using System.Diagnostics;
using System.Net.Http.Headers;
using GoModules;

namespace Gateway.Upstreams;

/// <summary>One attempt while it runs: who is asked what, and how long the answer may take.</summary>
/// <param name="Request">What the client asked.</param>
/// <param name="Chain">The chain the attempt belongs to.</param>
/// <param name="Upstream">The cluster that is asked.</param>
/// <param name="Destination">The destination that is asked.</param>
/// <param name="Patience">The longest to wait for the first byte of the body.</param>
/// <param name="Failover">The bounds.</param>
/// <param name="GatewayName">Our name in <c>Via</c>.</param>
internal sealed record AttemptContext(
    GoRequest Request, Chain Chain, Upstream Upstream, Destination Destination, TimeSpan Patience, FailoverOptions Failover, string GatewayName)
{
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>The old answer that the cluster may confirm; null to ask for a new one.</summary>
    public Revalidation? Known { get; init; }

    /// <summary>What the caller's token was exchanged for; null where it was not.</summary>
    public AuthenticationHeaderValue? Exchanged { get; init; }

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);

    /// <summary>What is left of the patience; never below a millisecond, so that bytes already here are read.</summary>
    public TimeSpan PatienceLeft => Patience - Elapsed is { TotalMilliseconds: >= 1 } left ? left : TimeSpan.FromMilliseconds(1);

    /// <summary>The request that asks the destination for the whole body, or for what is missing of it.</summary>
    public UpstreamRequest ToUpstreamRequest(Destination destination, MissingRange? range = null)
    {
        var address = destination.UriOf(Request, Upstream.Preset.IsChecksumDatabase);
        return new(address, GatewayName, CredentialsFor(address), range, range is null ? Known?.Validator : null)
        {
            BarredHosts = Chain.BarredHosts,
            Identity = Upstream.Forwards == ForwardIdentity.Headers ? Chain.Identity : null,
        };
    }

    /// <summary>Whether the cluster is told who asks: what it refuses, it refuses him.</summary>
    public bool ForwardsIdentity => Chain.Identity is not null && Upstream.Forwards != ForwardIdentity.None;

    // Who has no token gets what everybody gets there: the gateway's own credentials would give him more. A found destination may be http.
    private AuthenticationHeaderValue? CredentialsFor(Uri address) =>
        Chain.Identity is null || Upstream.Forwards is ForwardIdentity.None or ForwardIdentity.Headers ? Upstream.Credentials
        : address.Scheme != Uri.UriSchemeHttps ? null
        : Upstream.Forwards == ForwardIdentity.Exchange ? Exchanged
        : Chain.Identity.Authorization;
}
