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

    public static Task JsonAsync<T>(HttpContext context, T answer)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(answer, context.RequestAborted);
    }
}
