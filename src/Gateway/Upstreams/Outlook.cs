namespace Gateway.Upstreams;

/// <summary>Whom a request would be asked of, as far as can be told without asking.</summary>
/// <param name="Chain">The chain in the order in which it is asked now.</param>
/// <param name="Stops">Every cluster that would be come to if those before it did not answer.</param>
/// <param name="End">What the request comes to when nobody can be asked; null when somebody can.</param>
internal sealed record Outlook(Chain Chain, IReadOnlyList<OutlookStop> Stops, FetchResult? End);
