using Gateway.Edge;

namespace Gateway.Telemetry;

/// <summary>What became of a request, in a word of a closed set.</summary>
internal static class RequestOutcome
{
    public const string Served = "served";
    public const string ClientGone = "client-gone";
    public const string CutOff = "cut-off";
    public const string Denied = "denied";
    public const string Unauthenticated = "unauthenticated";
    public const string Limited = "limited";
    public const string Failed = "failed";

    public static string Of(HttpContext context, Visit visit) =>
        visit.IsCutOff ? CutOff
        : context.RequestAborted.IsCancellationRequested ? ClientGone
        : context.Response.StatusCode switch
        {
            < StatusCodes.Status400BadRequest => Served,
            StatusCodes.Status401Unauthorized => Unauthenticated,
            StatusCodes.Status403Forbidden => Denied,
            StatusCodes.Status404NotFound or StatusCodes.Status410Gone => "not-found",
            StatusCodes.Status429TooManyRequests => Limited,
            StatusCodes.Status499ClientClosedRequest => ClientGone,
            < StatusCodes.Status500InternalServerError => "refused",
            _ => Failed,
        };
}
