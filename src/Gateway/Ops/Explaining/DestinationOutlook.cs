using Gateway.Upstreams;

namespace Gateway.Ops.Explaining;

/// <summary>A destination of a cluster that would be come to.</summary>
/// <param name="Name">Its name in the cluster.</param>
/// <param name="Url">What it would be asked; null when it is not.</param>
/// <param name="Patience">Seconds for which its first byte would be waited for; null when it is not asked.</param>
/// <param name="State">What is thought of it.</param>
/// <param name="Breaker"><c>closed</c>, <c>open</c>, or <c>trial</c> where the next request is let through to try.</param>
/// <param name="Since">Since when it is in its state.</param>
/// <param name="Evidence">Why.</param>
/// <param name="Weight">Its weight now.</param>
/// <param name="Pace">Milliseconds to the first byte of its answers, of late.</param>
/// <param name="InFlight">Requests that it has not answered to the end.</param>
internal sealed record DestinationOutlook(
    string Name, Uri? Url, double? Patience, string State, string Breaker, DateTimeOffset Since, string Evidence, double Weight, double Pace, int InFlight)
{
    public static DestinationOutlook Of(Destination destination, AttemptContext? attempt)
    {
        var shown = DestinationAnswer.Of(destination);
        return new(
            shown.Name, attempt?.ToUpstreamRequest(destination).Uri, attempt?.Patience.TotalSeconds, shown.State, shown.Breaker, shown.Since, shown.Evidence,
            shown.Weight, shown.Pace, shown.InFlight);
    }
}
