using System.Diagnostics;

namespace Gateway.Upstreams;

/// <summary>Tells an upstream the trace, whether the route tries its new clusters, and nothing else: a client's <c>baggage</c> and <c>tracestate</c> are not ours to pass on.</summary>
internal sealed class TraceparentPropagator : DistributedContextPropagator
{
    private const string Traceparent = "traceparent";
    private const string Tracestate = "tracestate";

    public static readonly TraceparentPropagator Instance = new();

    public override IReadOnlyCollection<string> Fields { get; } = [Traceparent, Tracestate];

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
        // The platform begins one for every request to an upstream, which is sent to nobody: the attempt is who asks.
        var asking = activity is { OperationName: "System.Net.Http.HttpRequestOut", Parent: { } attempt } ? attempt : activity;
        if (asking is { IdFormat: ActivityIdFormat.W3C, Id: { } id })
        {
            setter?.Invoke(carrier, Traceparent, id);
            if (FetchTrace.FindLane(activity) is { } lane)
            {
                setter?.Invoke(carrier, Tracestate, $"gateway={lane}");
            }
        }
    }

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        traceId = null;
        traceState = null;
    }

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;
}
