using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Gateway.Access;
using Gateway.Auditing;
using Gateway.Caching;
using Gateway.Edge;
using Gateway.Settings;
using Gateway.Telemetry;

namespace Gateway.Mirroring;

/// <summary>Offers every module request to the mirrors, whatever became of it. It takes what is already known and waits for nothing.</summary>
internal sealed class MirrorTrail(Mirrors mirrors, AuditSecrets secrets, CurrentSnapshot current)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var visit = Visit.Of(context);
        if (mirrors.HaveEarly)
        {
            visit.LetIn = () => Offer(context, visit, MirrorMoment.Request, isComplete: false);
        }

        var isComplete = false;
        try
        {
            await next(context);
            isComplete = !context.RequestAborted.IsCancellationRequested;
        }
        finally
        {
            // Also for a client that has left.
            Offer(context, visit, MirrorMoment.Outcome, isComplete);
        }
    }

    private void Offer(HttpContext context, Visit visit, MirrorMoment moment, bool isComplete)
    {
        if (visit is { Request: { } request, IsPassedThrough: false })
        {
            mirrors.Offer(moment, request, RequestId.Of(context), () => new MirrorCopy(
                request, context.Request.Method, RequestId.Of(context), Activity.Current?.Context ?? TraceCaller.ContextOf(context, current.Value.Settings), moment == MirrorMoment.Request ? null : Describe(context, visit, isComplete)));
        }
    }

    private ServedOutcome Describe(HttpContext context, Visit visit, bool isComplete)
    {
        var decision = AuditTrail.DecisionOf(context, visit);
        return new ServedOutcome(
            decision.Word,
            decision.Rule,
            visit.Cluster,
            context.Response.StatusCode,
            visit.Bytes,
            visit.Outcome is { } outcome ? CachingMetrics.Word(outcome) : null,
            HashOf(visit.Caller),
            isComplete && !visit.IsCutOff)
        {
            Kept = visit.Kept,
            Streamed = visit.FindStreamed(),
            // Of what is kept it may have to be made yet, which is not for this request to wait for.
            Sha256 = visit.Kept is null ? visit.FindSha256() : null,
        };
    }

    /// <summary>Tells callers apart without saying who they are.</summary>
    private string? HashOf(Caller caller)
    {
        var who = caller switch
        {
            { Token: { } token } => $"{token.Issuer} {token.Subject}",
            { Certificate: { } certificate } => certificate.Fingerprint,
            _ => null,
        };
        return who is null || secrets.Salt.Length == 0 ? null : Convert.ToHexStringLower(HMACSHA256.HashData(secrets.Salt, Encoding.UTF8.GetBytes(who)));
    }
}
