namespace Gateway.Caching;

/// <summary>What one flight brings.</summary>
/// <param name="Stamp">The purge counter when it began: what was asked for before a purge must not answer who asks after it.</param>
/// <param name="Fetch">The name that it is kept under.</param>
internal readonly record struct FlightKey(long Stamp, string Fetch);
