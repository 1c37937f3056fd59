using Gateway.Edge;
using Gateway.Settings;

namespace Gateway.Ops.Explaining;

/// <summary>Explains what would become of a request: <c>GET /api/explain?what=example.org/hello@v1.0.0&amp;as=alice&amp;group=dev</c>. Asks no cluster and changes nothing.</summary>
internal sealed class ExplainEndpoint(Explainer explainer, Listeners listeners, CurrentSnapshot current)
{
    public const string Path = "/api/explain";

    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET";
            await OpsAnswers.TextAsync(context, StatusCodes.Status405MethodNotAllowed, "only GET is served here");
            return;
        }

        if (await OpsGatekeeper.RefusesAsync(context))
        {
            return;
        }

        var snapshot = current.Value;
        var (client, fault) = SupposedClient.Parse(context.Request.Query, listeners);
        ExplainTarget? target = null;
        if (client is not null)
        {
            (target, fault) = ExplainTarget.Parse(context.Request.Query["what"].ToString(), snapshot.Settings.Modules.ChecksumDatabases.Keys);
        }

        if (target is null)
        {
            await OpsAnswers.TextAsync(context, StatusCodes.Status400BadRequest, $"bad request: {fault}");
            return;
        }

        await OpsAnswers.JsonAsync(context, await explainer.ExplainAsync(target, client!, snapshot, context.RequestAborted));
    }
}
