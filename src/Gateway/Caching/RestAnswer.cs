using Gateway.Checksums;
using Gateway.Upstreams;

namespace Gateway.Caching;

/// <summary>The rest of a zip that is not kept, for the one client that has its beginning.</summary>
/// <param name="Answer">Validators, the length of the whole zip, and a body that begins where the client's ends.</param>
/// <param name="Cluster">The cluster it comes from.</param>
/// <param name="From">Its first byte.</param>
/// <param name="Note">What is known of its hash; null where nothing is checked.</param>
internal sealed record RestAnswer(UpstreamAnswer Answer, string Cluster, long From, ChecksumNote? Note);
