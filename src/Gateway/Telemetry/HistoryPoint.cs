namespace Gateway.Telemetry;

/// <summary>What happened in a few seconds.</summary>
/// <param name="Requests">Requests that ended.</param>
/// <param name="Asked">Those of them that asked the cache.</param>
/// <param name="Hits">Those of them that it answered, late ones too.</param>
/// <param name="Failed">Requests that failed or were cut off.</param>
/// <param name="Denied">Requests that were denied, or whose caller was not known.</param>
/// <param name="P50">The median of their times, in milliseconds; null without requests.</param>
/// <param name="P99">Below which 99 of 100 took, in milliseconds; null without requests.</param>
internal readonly record struct HistoryPoint(int Requests, int Asked, int Hits, int Failed, int Denied, double? P50, double? P99);
