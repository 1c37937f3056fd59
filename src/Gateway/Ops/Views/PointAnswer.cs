using Gateway.Telemetry;

namespace Gateway.Ops.Views;

/// <summary>The last whole step of the history, as JSON.</summary>
/// <param name="Number">Its number; -1 before there is one.</param>
/// <param name="Point">What happened in it.</param>
internal sealed record PointAnswer(long Number, HistoryPoint Point)
{
    public static PointAnswer Of(RequestHistory history) => history.Last is var last and >= 0 ? new(last, history.Of(last)) : new(-1, default);
}
