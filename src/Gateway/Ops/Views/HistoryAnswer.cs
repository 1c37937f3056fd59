using Gateway.Telemetry;

namespace Gateway.Ops.Views;

/// <summary>The last hour, as JSON: one value a step in every list, null where nothing was asked.</summary>
/// <param name="Began">When the gateway began to count.</param>
/// <param name="First">When the first step began.</param>
/// <param name="Seconds">How long a step is.</param>
/// <param name="Number">The number of the first step.</param>
/// <param name="Requests">Requests that ended.</param>
/// <param name="Asked">Those that asked the cache.</param>
/// <param name="Hits">Those that it answered.</param>
/// <param name="Failed">Those that failed or were cut off.</param>
/// <param name="Denied">Those that were denied.</param>
/// <param name="P50">The median of their times, in milliseconds.</param>
/// <param name="P99">Below which 99 of 100 took, in milliseconds.</param>
internal sealed record HistoryAnswer(
    DateTimeOffset Began,
    DateTimeOffset First,
    double Seconds,
    long Number,
    IReadOnlyList<int> Requests,
    IReadOnlyList<int> Asked,
    IReadOnlyList<int> Hits,
    IReadOnlyList<int> Failed,
    IReadOnlyList<int> Denied,
    IReadOnlyList<double?> P50,
    IReadOnlyList<double?> P99)
{
    public static HistoryAnswer Of(RequestHistory history)
    {
        var steps = history.Remembered.ToList();
        var points = steps.ConvertAll(history.Of);
        var first = steps.Count > 0 ? steps[0] : 0;
        return new(
            history.Began,
            history.BeginOf(first),
            RequestHistory.Step.TotalSeconds,
            first,
            points.ConvertAll(point => point.Requests),
            points.ConvertAll(point => point.Asked),
            points.ConvertAll(point => point.Hits),
            points.ConvertAll(point => point.Failed),
            points.ConvertAll(point => point.Denied),
            points.ConvertAll(point => point.P50),
            points.ConvertAll(point => point.P99));
    }
}
