using Gateway.Edge;

namespace Gateway.Ops;

/// <summary>Every answer to an operator leaves through here; none is kept on its way.</summary>
internal static class OpsAnswers
{
    public static Task TextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        return GoAnswers.TextAsync(context, text + "\n");
    }

    /// <summary>Answers a GET of somebody who may look, with what is made for it then.</summary>
    public static async Task ShowAsync<T>(HttpContext context, Func<T> show)
    {
        if (!await RefusesGetAsync(context))
        {
            await JsonAsync(context, show());
        }
    }

    /// <summary>Whether a request is none to look at something, of somebody who may; it is answered then.</summary>
    public static async Task<bool> RefusesGetAsync(HttpContext context)
    {
        if (await OpsGatekeeper.RefusesAsync(context))
        {
            return true;
        }

        if (HttpMethods.IsGet(context.Request.Method))
        {
            return false;
        }

        context.Response.Headers.Allow = "GET";
        await TextAsync(context, StatusCodes.Status405MethodNotAllowed, "only GET is served here");
        return true;
    }

    public static Task JsonAsync<T>(HttpContext context, T answer)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(answer, context.RequestAborted);
    }
}
