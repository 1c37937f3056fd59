using Gateway.Settings;

namespace Gateway.Edge;

/// <summary>What a person sees who opens the gateway's address: the lines to paste.</summary>
internal static class WelcomePage
{
    public static Task SendAsync(HttpContext context, GatewaySettings settings)
    {
        var host = context.Request.Host.HasValue ? context.Request.Host.Value : Listener.Of(context).Address.Authority;
        var lines = new List<string> { $"This is a gateway for Go modules. Use it with", "", $"  go env -w GOPROXY={context.Request.Scheme}://{host}" };
        if (settings.Modules.Private.Count > 0)
        {
            lines.Add($"  go env -w GONOSUMDB={string.Join(',', settings.Modules.Private)}");
        }

        return GoAnswers.TextAsync(context, string.Join('\n', lines) + "\n");
    }
}
