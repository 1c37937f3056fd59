using System.Net;
using System.Net.Mime;
using Gateway.Access;
using Gateway.Edge;
using Gateway.Settings;
using Microsoft.Net.Http.Headers;

namespace Gateway.Ops;

/// <summary>Turns away what no operator sends, and who is none. Loopback is no authentication: a browser on this machine reaches it for any page.</summary>
internal static class OpsGatekeeper
{
    /// <summary>Calls that change something must have it, with the value <c>1</c>: no form of a foreign page can set it.</summary>
    public const string Header = "X-Gateway";

    /// <summary>Whether what anybody may ask from elsewhere was refused, because it names us by a name that is not ours; it is answered then.</summary>
    public static Task<bool> RefusesNameAsync(HttpContext context) =>
        // Probes and Prometheus name us as they like.
        IsFromHere(context) ? RefusesForeignNameAsync(context) : Task.FromResult(false);

    /// <summary>Whether a request to look at something was refused; it is answered then.</summary>
    public static async Task<bool> RefusesAsync(HttpContext context)
    {
        if (await RefusesPlaceAsync(context))
        {
            return true;
        }

        // To be led here by a link is no harm: the other site does not see what comes.
        if (IsFromAnotherSite(context.Request) && context.Request.Headers["Sec-Fetch-Mode"] != "navigate")
        {
            await OpsAnswers.TextAsync(context, StatusCodes.Status403Forbidden, "forbidden: pages of other sites get nothing here");
            return true;
        }

        var access = OpsAccess.Of(context);
        return await RefusesAsync(context, access, access.MayView, "may not look at this gateway: he is in none of Ops:Viewers, Ops:Operators and Ops:Auditors");
    }

    /// <summary>The same for a request that would change something.</summary>
    public static async Task<bool> RefusesChangeAsync(HttpContext context)
    {
        if (await RefusesPlaceAsync(context))
        {
            return true;
        }

        if (FindFault(context.Request) is var (status, text))
        {
            await OpsAnswers.TextAsync(context, status, text);
            return true;
        }

        var access = OpsAccess.Of(context);
        return await RefusesAsync(context, access, access.MayOperate, "may not change anything: he is not in Ops:Operators");
    }

    private static async Task<bool> RefusesPlaceAsync(HttpContext context)
    {
        if (!IsFromHere(context) && !(context.Request.IsHttps && OpsAccess.Of(context).HasRoles))
        {
            await OpsAnswers.TextAsync(
                context,
                StatusCodes.Status403Forbidden,
                "forbidden: from elsewhere there are /health/live, /health/ready, /metrics and /api/alerts; operators ask on the gateway's own machine, or over https where Ops:Operators, Ops:Viewers or Ops:Auditors name them");
            return true;
        }

        return await RefusesForeignNameAsync(context);
    }

    private static async Task<bool> RefusesForeignNameAsync(HttpContext context)
    {
        // A page could name us by a host name of its own, and would then be of the same origin.
        if (IsOwnName(context))
        {
            return false;
        }

        await OpsAnswers.TextAsync(context, StatusCodes.Status421MisdirectedRequest, "this listener answers to localhost, its own address and the names in its certificate only");
        return true;
    }

    private static async Task<bool> RefusesAsync(HttpContext context, OpsAccess access, bool may, string why)
    {
        if (may)
        {
            return false;
        }

        if (access.Who.IsRefused)
        {
            await OpsAnswers.TextAsync(context, access.Who.Status, string.Join('\n', access.Who.Lines));
            return true;
        }

        var caller = Caller.Of(context);
        if (caller.IsIdentified)
        {
            await OpsAnswers.TextAsync(context, StatusCodes.Status403Forbidden, $"forbidden: {caller.Subject} {why}");
            return true;
        }

        context.Response.Headers.WWWAuthenticate = access.Challenge;
        await OpsAnswers.TextAsync(context, StatusCodes.Status401Unauthorized, "unauthorized: show a client certificate, or a token as Authorization: Bearer or as the password when a browser asks");
        return true;
    }

    private static (int Status, string Text)? FindFault(HttpRequest request)
    {
        if (IsFromAnotherSite(request))
        {
            return (StatusCodes.Status403Forbidden, "forbidden: pages of other sites change nothing here");
        }

        if (request.Headers[Header] != "1")
        {
            return (StatusCodes.Status403Forbidden, $"forbidden: a request that changes something needs the header {Header}: 1");
        }

        return MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase)
            ? null
            : (StatusCodes.Status415UnsupportedMediaType, $"unsupported media type: a request that changes something needs Content-Type: {MediaTypeNames.Application.Json}");
    }

    private static bool IsFromHere(HttpContext context) => context.Connection.RemoteIpAddress is { } asker && IPAddress.IsLoopback(asker);

    private static bool IsFromAnotherSite(HttpRequest request)
    {
        string? site = request.Headers["Sec-Fetch-Site"];
        string? origin = request.Headers.Origin;
        return site is not (null or "none" or "same-origin") || (origin is not null && origin != $"{request.Scheme}://{request.Host}");
    }

    private static bool IsOwnName(HttpContext context)
    {
        var host = context.Request.Host.Host.Trim('[', ']');
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address))
            || context.RequestServices.GetRequiredService<CurrentSnapshot>().Value.ServerCertificates.Find(Listener.Of(context).Name)?.IsFor(host) == true;
    }
}
