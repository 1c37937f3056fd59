using System.Text;

namespace Gateway.Relay;

/// <summary>What the relay says itself: plain text, because <c>go</c> prints nothing else.</summary>
internal static class RelayAnswers
{
    public static async Task RefuseAsync(HttpContext context, int status, params IEnumerable<string> lines)
    {
        var text = Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");
        context.Response.Clear();
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = text.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(text, context.RequestAborted);
        }
    }
}
