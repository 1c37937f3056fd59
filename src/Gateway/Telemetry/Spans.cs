using System.Diagnostics;

namespace Gateway.Telemetry;

/// <summary>Where spans come from. They cost nothing while nobody listens.</summary>
internal static class Spans
{
    /// <summary>The tag with the request's id, on the request's own span.</summary>
    public const string RequestId = "gateway.request.id";

    public static readonly ActivitySource Source = new("Gateway");
}
