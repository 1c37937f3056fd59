using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Gateway.Telemetry;

/// <summary>Says at the beginning of a request whether its trace is sent in any case. All others are written too, for <see cref="TraceSender"/> to choose from.</summary>
internal sealed class Sampling(double ratio) : Sampler
{
    private readonly TraceIdRatioBasedSampler _some = new(ratio);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var parent = samplingParameters.ParentContext;
        var isSampled = parent.TraceId != default
            ? (parent.TraceFlags & ActivityTraceFlags.Recorded) != 0
            // A copy goes with the request that it is a copy of.
            : samplingParameters.Links?.FirstOrDefault() is { Context: { TraceId: var linked } context } && linked != default
                ? (context.TraceFlags & ActivityTraceFlags.Recorded) != 0
            : _some.ShouldSample(samplingParameters).Decision == SamplingDecision.RecordAndSample;
        return new SamplingResult(isSampled ? SamplingDecision.RecordAndSample : SamplingDecision.RecordOnly);
    }
}
