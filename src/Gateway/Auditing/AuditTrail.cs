using System.Diagnostics;
using Gateway.Access.Certificates;
using Gateway.Edge;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Auditing;

/// <summary>Writes down every request, whatever became of it; with <see cref="WhenFull.Wait"/> none is served that could not be.</summary>
internal sealed class AuditTrail(AuditQueue queue, AuditSecrets secrets, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var (began, now) = (time.GetTimestamp(), time.GetUtcNow());
        if (!await queue.TryReserveAsync(context.RequestAborted))
        {
            context.Response.Headers.RetryAfter = "5";
            await GoAnswers.RefuseAsync(
                context, StatusCodes.Status503ServiceUnavailable, "unavailable: requests cannot be recorded now, and nobody is served unrecorded", "tell the operators: the audit log is stuck");
            return;
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
            Add(context, now, time.GetElapsedTime(began), isComplete);
        }
    }

    /// <summary>Writes down a client that was turned away before it could ask.</summary>
    public void TurnedAway(RefusedHandshake refused) => queue.Add(new HandshakeEntry(refused) { Time = time.GetUtcNow() });

    private void Add(HttpContext context, DateTimeOffset now, TimeSpan elapsed, bool isComplete)
    {
        RequestEntry entry;
        try
        {
            entry = Describe(context, now, elapsed, isComplete);
        }
        catch
        {
            // Its place would be gone for good.
            queue.Lose(hasPlace: true);
            throw;
        }

        queue.Add(entry);
    }

    private RequestEntry Describe(HttpContext context, DateTimeOffset now, TimeSpan elapsed, bool isComplete)
    {
        var visit = Visit.Of(context);
        return new RequestEntry
        {
            Time = now,
            RequestId = RequestId.Of(context),
            TraceId = Activity.Current?.TraceId.ToHexString() ?? (context.Request.Headers.TraceParent is [{ Length: 55 } trace] ? trace[3..35] : null),
            Listener = visit.Connection.Listener.Name,
            Client = context.Connection.RemoteIpAddress?.ToString(),
            Caller = new AuditedCaller(visit.Caller, secrets.Salt),
            Method = context.Request.Method,
            Path = PathOf(context, visit),
            Decision = DecisionOf(context, visit),
            Notice = visit.Decision?.Notice,
            Visit = visit,
            Status = context.Response.StatusCode,
            IsComplete = isComplete && !visit.IsCutOff,
            Elapsed = elapsed,
            UserAgent = context.Request.Headers.UserAgent,
            IsTwin = visit.Twin is not null,
        };
    }

    /// <summary>What was asked that is no request of the protocol; without its query, where credentials might be.</summary>
    private static string? PathOf(HttpContext context, Visit visit) =>
        visit.Request is not null && !visit.IsPassedThrough ? null : context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];

    /// <summary>The decision about a request that is over.</summary>
    public static AuditedDecision DecisionOf(HttpContext context, Visit visit) => context.Response.StatusCode switch
    {
        StatusCodes.Status401Unauthorized => new AuditedDecision("unauthenticated", null, null),
        _ when visit.Decision is { } decision && (visit.Route is not null || !decision.IsAllowed) =>
            new AuditedDecision(decision.IsAllowed ? "allow" : "deny", decision.RuleId, decision.IsAllowed ? null : $"{decision.Reason} {decision.Detail}".Trim()),
        StatusCodes.Status403Forbidden when visit.Outcome is null => new AuditedDecision("deny", null, null),
        _ => new AuditedDecision(visit.Route is null ? "none" : "allow", null, null),
    };
}
