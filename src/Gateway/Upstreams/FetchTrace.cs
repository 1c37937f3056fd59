using System.Diagnostics;

namespace Gateway.Upstreams;

/// <summary>The trace that a fetch belongs to, so that internal clusters can be told it. Hits ask nobody and have none.</summary>
internal static class FetchTrace
{
    /// <summary>Begins a span under the client's, or under the one that is under way; dispose it at the end of the fetch.</summary>
    public static Activity Begin(Asker asker)
    {
        var span = new Activity("gateway.fetch");
        if (Activity.Current is null && ActivityContext.TryParse(asker.Trace, null, out var client))
        {
            span.SetParentId(client.TraceId, client.SpanId, client.TraceFlags);
        }

        return span.Start();
    }
}
