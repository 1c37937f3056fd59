namespace Gateway.Upstreams;

/// <summary>The end of a body that is still missing.</summary>
/// <param name="From">The first missing byte, from 0.</param>
/// <param name="Total">The bytes of the whole body; null when only a client knows its beginning.</param>
/// <param name="Validator">The strong ETag, with quotes, or the HTTP date that tells that it is still the same body.</param>
internal sealed record MissingRange(long From, long? Total, string Validator);
