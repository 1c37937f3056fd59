using System.Collections.Frozen;
using Gateway.Checksums;

namespace Gateway.Upstreams;

/// <summary>The clusters to ask for one request, in order, and what their refusals mean.</summary>
/// <param name="Name">The route's or the checksum database's name.</param>
/// <param name="Upstreams">The clusters; never empty.</param>
/// <param name="NotFound">What a "not found" means for the clusters after it.</param>
/// <param name="Forbidden">What a 403 means for the clusters after it.</param>
/// <param name="LastIsAuthority">Whether the last cluster's "not found" counts although an earlier one was out of order.</param>
/// <param name="TotalTimeout">The longest a body may take.</param>
internal sealed record Chain(
    string Name,
    IReadOnlyList<Upstream> Upstreams,
    Continuation NotFound,
    Continuation Forbidden,
    bool LastIsAuthority,
    TimeSpan TotalTimeout)
{
    /// <summary>In which order they are asked.</summary>
    public ChainOrder Order { get; init; }

    /// <summary>What is done about artifacts that are not what they should be.</summary>
    public ChecksumMode Checksums { get; init; } = ChecksumMode.Off;

    /// <summary>Who says what public modules should be; null when nobody can be asked.</summary>
    public ChecksumSource? ChecksumSource { get; init; }

    /// <summary>The new clusters at the beginning, which are only tried: what they lack or fail in is for the others to answer.</summary>
    public IReadOnlySet<Upstream> OnTrial { get; private init; } = FrozenSet<Upstream>.Empty;

    /// <summary>Whether one of them spoke of the module lately, so that its silence is an outage.</summary>
    public bool HasTrialSpoken { get; init; }

    /// <summary>Which clusters are asked first.</summary>
    public Lane Lane => OnTrial.Count > 0 ? Lane.Canary : Lane.Stable;

    /// <summary>
    /// Whom the clusters are told that asks; null where none of them is told. What such a chain answers is kept by nobody and given to
    /// nobody else: docs/decisions/0023-forwarded-identity.md.
    /// </summary>
    public ForwardedIdentity? Identity { get; private init; }

    /// <summary>Whether a cluster is told who asks.</summary>
    public bool ForwardsIdentity => Has(static upstream => upstream.Forwards != ForwardIdentity.None);

    /// <summary>Whether a cluster is one of ours.</summary>
    public bool HasInternal => Has(static upstream => upstream.IsInternal);

    /// <summary>The chain for one caller.</summary>
    public Chain For(ForwardedIdentity identity) => this with { Identity = identity };

    /// <summary>Hosts that no redirect may lead to, whatever <c>RedirectHosts</c> says: for private modules those of public clusters.</summary>
    public IReadOnlySet<string> BarredHosts { get; private init; } = FrozenSet<string>.Empty;

    /// <summary>What a cluster's "not found" means for those after it.</summary>
    public Continuation NotFoundAt(Upstream upstream) => OnTrial.Contains(upstream) ? Continuation.Next : NotFound;

    /// <summary>The chain that asks other clusters first and then all of this one; null when there is none of them.</summary>
    public Chain? Behind(IReadOnlyList<Upstream> canaries)
    {
        var onTrial = canaries.Except(Upstreams).ToFrozenSet();
        return onTrial.Count == 0 ? null : this with { Upstreams = [.. canaries.Where(onTrial.Contains), .. Upstreams], OnTrial = onTrial };
    }

    /// <summary>The chain that a private module sees: internal clusters alone, and a 403 is final. Null when no cluster is left.</summary>
    public Chain? ForPrivateModules(IReadOnlySet<string> publicHosts)
    {
        var upstreams = Upstreams.Where(upstream => upstream.IsInternal).ToList();
        return upstreams.Count == 0 ? null : this with
        {
            Upstreams = upstreams,
            Forbidden = Continuation.Final,
            BarredHosts = publicHosts,
            LastIsAuthority = LastIsAuthority && upstreams[^1] == Upstreams[^1],
        };
    }

    // Asked for every request, hits too: nothing is allocated.
    private bool Has(Predicate<Upstream> isSo)
    {
        for (var i = 0; i < Upstreams.Count; i++)
        {
            if (isSo(Upstreams[i]))
            {
                return true;
            }
        }

        return false;
    }
}
