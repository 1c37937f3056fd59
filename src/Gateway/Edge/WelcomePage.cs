using Gateway.Access;
using Gateway.Settings;

namespace Gateway.Edge;

/// <summary>What a person sees who opens the gateway's address: the lines to paste.</summary>
internal static class WelcomePage
{
    public static Task SendAsync(HttpContext context, Snapshot snapshot)
    {
        var patterns = snapshot.Settings.Modules.Private;
        var host = context.Request.Host.HasValue ? context.Request.Host.Value : Listener.Of(context).Address.Authority;
        var lines = new List<string> { $"This is a gateway for Go modules. Use it with", "", $"  go env -w GOPROXY={context.Request.Scheme}://{host}" };
        // What is private is itself nobody else's business.
        if (patterns.Count > 0 && (Caller.Of(context).IsIdentified || Listener.Of(context).IsLocalFor(context.Connection.RemoteIpAddress)))
        {
            lines.Add($"  go env -w GONOSUMDB={string.Join(',', patterns)}");
        }

        context.Response.Headers.CacheControl = "private";
        context.Response.Headers.Vary = "Authorization";

        return GoAnswers.TextAsync(context, string.Join('\n', lines) + "\n");
    }
}
