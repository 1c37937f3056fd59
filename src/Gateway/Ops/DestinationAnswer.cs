using Gateway.Health;
using Gateway.Upstreams;

namespace Gateway.Ops;

/// <summary>What an operator is shown of a destination, as JSON.</summary>
/// <param name="Name">Its name in the cluster.</param>
/// <param name="Address">Its address.</param>
/// <param name="State">What is thought of it.</param>
/// <param name="InRotation">Whether it gets requests.</param>
/// <param name="Since">Since when it is in its state.</param>
/// <param name="Evidence">Why.</param>
/// <param name="Weight">Its weight now: the configured one by how well it is.</param>
/// <param name="Pace">Milliseconds to the first byte of its answers, of late.</param>
/// <param name="Slow">The same of the slowest twentieth; null before enough is known.</param>
/// <param name="InFlight">Requests that it has not answered to the end.</param>
/// <param name="Breaker"><c>closed</c>, <c>open</c>, or <c>trial</c> when the next request is let through to see.</param>
internal sealed record DestinationAnswer(
    string Name, Uri Address, string State, bool InRotation, DateTimeOffset Since, string Evidence, double Weight, double Pace, double? Slow, int InFlight, string Breaker)
{
    public static DestinationAnswer Of(Destination destination)
    {
        var standing = destination.Standing;
        return new(
            destination.State.DestinationId,
            WithoutUser(destination.Address),
            standing.State.ToString(),
            standing.IsInRotation && !destination.IsDown,
            standing.Since,
            destination.IsDown ? "who named it says that it is down" : standing.Evidence,
            Math.Round(destination.EffectiveWeight, 3),
            Math.Round(standing.FirstByte.Average, 1),
            standing.FirstByte.Slow is { } slow ? Math.Round(slow.TotalMilliseconds, 1) : null,
            destination.State.ConcurrentRequestCount,
            Of(standing.Breaker));
    }

    private static string Of(Breaker breaker) => !breaker.IsOpen ? "closed" : breaker.MayAsk ? "trial" : "open";

    private static Uri WithoutUser(Uri address) => address.UserInfo.Length == 0 ? address : new UriBuilder(address) { UserName = "", Password = "" }.Uri;
}
