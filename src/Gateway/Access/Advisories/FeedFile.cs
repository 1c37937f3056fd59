using System.Net.Http.Headers;

namespace Gateway.Access.Advisories;

/// <summary>A file of a feed as it came, with what the server wants to be asked with for a newer one.</summary>
internal sealed record FeedFile(byte[] Body, EntityTagHeaderValue? ETag, DateTimeOffset? LastModified);
