using System.Diagnostics;
using Gateway.Telemetry;

namespace Gateway.FailoverBench.Load;

/// <summary>Sees in the gateway's own spans whom each request was sent to.</summary>
internal sealed class AttemptWatch : IDisposable
{
    private readonly ActivityListener _listener;

    public AttemptWatch(OpenLoad load, Scene scene)
    {
        // Before it is listened to: else it would come into being only now, and listeners are asked while it does.
        var spans = Spans.Source;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source == spans,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (span.OperationName == "attempt" && load.Find(span.TraceId.ToHexString()) is { } sample)
                {
                    See(sample, span, scene);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    private static void See(Sample sample, Activity span, Scene scene)
    {
        // Nothing is sent to who is left alone.
        if (span.GetTagItem("gateway.reason") is not "breaker-open")
        {
            sample.Attempted();
            sample.MetTheFault |= scene.WasBroken($"{span.GetTagItem("gateway.cluster")}/{span.GetTagItem("gateway.destination")}", span);
        }
    }
}
