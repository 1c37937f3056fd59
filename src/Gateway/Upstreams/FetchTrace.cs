using System.Diagnostics;
using Gateway.Telemetry;

namespace Gateway.Upstreams;

/// <summary>The trace that a fetch belongs to, so that internal clusters can be told it. Hits ask nobody and have none.</summary>
internal static class FetchTrace
{
    /// <summary>Begins a span under the client's, or under the one that is under way; dispose it at the end of the fetch.</summary>
    public static Activity Begin(Asker asker)
    {
        var client = Activity.Current is null && ActivityContext.TryParse(asker.Trace, null, isRemote: true, out var said) ? said : default;
        if (Spans.Source.StartActivity("fetch", ActivityKind.Internal, client) is { } listened)
        {
            return listened;
        }

        var span = new Activity("fetch");
        return (client == default ? span : span.SetParentId(client.TraceId, client.SpanId, client.TraceFlags)).Start();
    }
}
