namespace Gateway.Caching;

/// <summary>Shared purges by number.</summary>
/// <param name="Counter">The number of the latest purge.</param>
/// <param name="Floor">Answers with lower numbers are purged whatever their tags.</param>
/// <param name="Tags">The latest number of each tag.</param>
internal sealed record PurgeReading(long Counter, long Floor, IReadOnlyList<(string Tag, long Number)> Tags);
