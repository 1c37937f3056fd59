using System.Diagnostics;
using Gateway.Telemetry;

namespace Gateway.Upstreams;

/// <summary>The trace that a fetch belongs to, so that internal clusters can be told it. Hits ask nobody and have none.</summary>
internal static class FetchTrace
{
    private const string LaneKey = "gateway.lane";

    /// <summary>Begins a span under the client's, or under the one that is under way; dispose it at the end of the fetch. Null where nobody would hear of it.</summary>
    public static Activity? Begin(Asker asker, Chain chain)
    {
        if (Activity.Current is null && !Spans.Source.HasListeners() && !chain.HasInternal)
        {
            return null;
        }

        var lane = chain.Lane;
        var client = Activity.Current is null && ActivityContext.TryParse(asker.Trace, null, isRemote: true, out var said) ? said : default;
        var span = Spans.Source.StartActivity("fetch", ActivityKind.Internal, client)?.SetTag(LaneKey, lane.Word()) ?? Unheard(client);
        if (lane == Lane.Canary)
        {
            span.SetCustomProperty(LaneKey, lane.Word());
        }

        return span;
    }

    /// <summary>The lane of the fetch that a span belongs to, where internal clusters are to hear of it; null elsewhere.</summary>
    public static string? FindLane(Activity? span)
    {
        for (; span is not null; span = span.Parent)
        {
            if (span.GetCustomProperty(LaneKey) is string lane)
            {
                return lane;
            }
        }

        return null;
    }

    /// <summary>A span that nobody records: internal clusters are told the trace all the same.</summary>
    private static Activity Unheard(ActivityContext client)
    {
        var span = new Activity("fetch");
        return (client == default ? span : span.SetParentId(client.TraceId, client.SpanId, client.TraceFlags)).Start();
    }
}
