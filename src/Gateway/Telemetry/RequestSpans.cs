using System.Diagnostics;
using Gateway.Edge;
using Gateway.Settings;
using Gateway.Upstreams;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Telemetry;

/// <summary>The span of a request, with the names of OpenTelemetry's conventions for HTTP servers.</summary>
internal sealed class RequestSpans(CurrentSnapshot current, SettingsReading first)
{
    private readonly bool _isLogged = first.Settings.Logging.Format == LogFormat.Json;

    /// <summary>Begins one; null when neither a collector nor the log wants it.</summary>
    public Activity? Begin(HttpContext context)
    {
        if (!Spans.Source.HasListeners() && !_isLogged)
        {
            return null;
        }

        var parent = TraceCaller.ContextOf(context, current.Value.Settings);
        return Spans.Source.StartActivity(context.Request.Method, ActivityKind.Server, parent) ?? Unsent(context.Request.Method, parent);
    }

    /// <summary>Decides whether the trace is sent, and if so says in its span what became of the request.</summary>
    public static void End(Activity span, HttpContext context, Visit visit, string outcome)
    {
        if (IsWorthSending(visit, outcome))
        {
            span.ActivityTraceFlags |= ActivityTraceFlags.Recorded;
        }

        if (!span.Recorded)
        {
            return;
        }

        span.DisplayName = visit.Route is null ? context.Request.Method : $"{context.Request.Method} {visit.Route}";
        // Added and not set: to set one looks for it among all others first.
        span.AddTag("http.request.method", context.Request.Method);
        span.AddTag("url.scheme", context.Request.Scheme);
        span.AddTag("url.path", PathOf(context));
        AddKnown(span, "http.route", visit.Route);
        span.AddTag("http.response.status_code", context.Response.StatusCode);
        span.AddTag("server.address", context.Connection.LocalIpAddress?.ToString());
        span.AddTag("server.port", context.Connection.LocalPort);
        span.AddTag("client.address", context.Connection.RemoteIpAddress?.ToString());
        AddKnown(span, "network.protocol.version", VersionOf(context.Request.Protocol));
        span.AddTag("gateway.request.kind", RequestMetrics.Word(visit.Request?.Kind));
        span.AddTag("gateway.outcome", outcome);
        AddKnown(span, "gateway.cache", visit.Outcome is { } cache ? Caching.CachingMetrics.Word(cache) : null);
        AddKnown(span, "gateway.cluster", visit.Cluster);
        if (outcome is RequestOutcome.Failed or RequestOutcome.CutOff)
        {
            span.AddTag("error.type", outcome == RequestOutcome.CutOff ? outcome : $"{context.Response.StatusCode}");
            span.SetStatus(ActivityStatusCode.Error);
        }
    }

    private static Activity Unsent(string name, ActivityContext parent)
    {
        var span = new Activity(name);
        return (parent == default ? span : span.SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags)).Start();
    }

    /// <summary>What is looked for afterwards: failures, denials, clusters on trial, and answers that another cluster had to give.</summary>
    private static bool IsWorthSending(Visit visit, string outcome) =>
        outcome is RequestOutcome.Failed or RequestOutcome.CutOff or RequestOutcome.Denied or RequestOutcome.Unauthenticated
        || visit.Lane == Lane.Canary
        || OutcomeTable.HasOutage(visit.Attempts);

    private static void AddKnown(Activity span, string name, string? value)
    {
        if (value is not null)
        {
            span.AddTag(name, value);
        }
    }

    private static string? VersionOf(string protocol) =>
        HttpProtocol.IsHttp11(protocol) ? "1.1" : HttpProtocol.IsHttp2(protocol) ? "2" : HttpProtocol.IsHttp10(protocol) ? "1.0" : null;

    /// <summary>As it was asked for, without its query, where credentials might be.</summary>
    private static string PathOf(HttpContext context) =>
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget is var target && target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? target[..query] : target;
}
