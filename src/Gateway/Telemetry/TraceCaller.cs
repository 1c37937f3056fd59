using System.Diagnostics;
using Gateway.Access;
using Gateway.Settings;

namespace Gateway.Telemetry;

/// <summary>Whose <c>traceparent</c> is believed: that of a network of <c>Telemetry:TraceCallers</c>, or of a caller that has said who he is.</summary>
internal static class TraceCaller
{
    /// <summary>The trace that the client says it belongs to; null when it says none, or nobody believes it.</summary>
    public static string? TraceOf(HttpContext context, GatewaySettings settings) =>
        context.Request.Headers.TraceParent is [{ } trace] && IsBelieved(context, settings) ? trace : null;

    /// <summary>The same, read; default where there is none.</summary>
    public static ActivityContext ContextOf(HttpContext context, GatewaySettings settings) =>
        TraceOf(context, settings) is { } trace && ActivityContext.TryParse(trace, null, isRemote: true, out var parent) ? parent : default;

    private static bool IsBelieved(HttpContext context, GatewaySettings settings) =>
        Caller.Of(context).IsIdentified
        || (context.Connection.RemoteIpAddress is { } client && Networks.Contain(settings.Telemetry.TraceCallers, client));
}
