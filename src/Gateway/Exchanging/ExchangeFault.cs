namespace Gateway.Exchanging;

/// <summary>Why there is no token for a cluster.</summary>
/// <param name="IsRefusal">Whether the issuer refuses this caller's token, so that a fresh one may help; else the gateway could not get any.</param>
/// <param name="Words">What follows the cluster's name: <c>was not asked: …</c>, with the remedy. Never a secret.</param>
internal sealed record ExchangeFault(bool IsRefusal, string Words)
{
    public static ExchangeFault Refused(string issuer, string error) =>
        new(true, $"was not asked: {issuer} gives no token for it to this caller ({error}); show a fresh token, or ask who may have one");

    public static ExchangeFault Failed(string cluster, string why) =>
        new(false, $"was not asked: there is no token for it, because {why}; the operators find more in Upstreams:{cluster}:TokenExchange");
}
