using System.Diagnostics;
using System.Runtime.CompilerServices;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;

namespace Gateway.Telemetry;

/// <summary>Holds back the spans of a request until it has ended, and sends them when it was sampled then; forgets them when it was not.</summary>
/// <remarks>
/// The decision is <see cref="Activity.Recorded"/> of the request's own span, which <see cref="RequestSpans"/> sets before that span ends:
/// only the end knows of failures. What is held back is bounded by <see cref="Most"/> for each request, and by the requests under way.
/// </remarks>
internal sealed class TraceSender(OtlpExporterOptions collector, BatchExportActivityProcessorOptions batches) : BatchActivityExportProcessor(
    new OtlpTraceExporter(collector), batches.MaxQueueSize, batches.ScheduledDelayMilliseconds, batches.ExporterTimeoutMilliseconds, batches.MaxExportBatchSize)
{
    /// <summary>Spans that are held back for one request; there are no more attempts than that.</summary>
    public const int Most = 64;

    private readonly ConditionalWeakTable<Activity, List<Activity>> _held = [];

    public override void OnEnd(Activity data)
    {
        var root = data;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        if (root == data)
        {
            End(root);
        }
        else if (!IsHeldBack(root, data) && root.Recorded)
        {
            Send(data);
        }
    }

    private bool IsHeldBack(Activity root, Activity span)
    {
        lock (root)
        {
            // A stopped root has decided; what comes after it, such as a refresh in the background, follows.
            if (root.IsStopped || root.Recorded)
            {
                return false;
            }

            var held = _held.GetOrCreateValue(root);
            if (held.Count < Most)
            {
                held.Add(span);
            }

            return true;
        }
    }

    private void End(Activity root)
    {
        List<Activity>? held;
        lock (root)
        {
            _held.TryGetValue(root, out held);
            _held.Remove(root);
        }

        if (root.Recorded)
        {
            held?.ForEach(Send);
            Send(root);
        }
    }

    private void Send(Activity span)
    {
        span.ActivityTraceFlags |= ActivityTraceFlags.Recorded;
        base.OnEnd(span);
    }
}
