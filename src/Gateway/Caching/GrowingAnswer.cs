using Gateway.Upstreams;

namespace Gateway.Caching;

/// <summary>A zip that is still arriving, as one client sees it.</summary>
/// <param name="Answer">Validators and length.</param>
/// <param name="Cluster">The cluster it comes from.</param>
/// <param name="Body">The body that all its readers share.</param>
/// <param name="Reader">This client's place in it.</param>
internal sealed record GrowingAnswer(UpstreamAnswer Answer, string Cluster, SharedBody Body, BodyReader Reader);
