namespace Gateway.Bench.Comparison;

/// <summary>What came of a load.</summary>
/// <param name="Requests">Answers.</param>
/// <param name="PerSecond">Answers a second.</param>
/// <param name="BytesPerSecond">Bytes a second; 0 where they are not counted.</param>
/// <param name="Failed">Requests that were refused or cut off, where none should be.</param>
internal sealed record LoadResult(double Requests, double PerSecond, double BytesPerSecond, double Failed);
