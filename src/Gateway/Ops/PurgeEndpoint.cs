using Gateway.Auditing;
using Gateway.Caching;
using Gateway.Ops.Views;

namespace Gateway.Ops;

/// <summary>Purges what an operator names: <c>DELETE /api/cache/example.org/Hello</c>, or all of it without a name.</summary>
internal sealed class PurgeEndpoint(Purges purges, ContentsEndpoint contents, OperatorTrail trail, ILogger<PurgeEndpoint> logger)
{
    public const string Path = "/api/cache";

    public async Task HandleAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await contents.HandleAsync(context);
            return;
        }

        if (!HttpMethods.IsDelete(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, DELETE";
            await OpsAnswers.TextAsync(context, StatusCodes.Status405MethodNotAllowed, "only GET and DELETE are served here");
            return;
        }

        if (await OpsGatekeeper.RefusesChangeAsync(context))
        {
            return;
        }

        // A slash with nothing behind it is not all: it is what a script sends whose variable is empty.
        var rest = context.Request.Path.Value ?? "";
        var (target, fault) = rest.Length == 0 ? (PurgeTarget.All, "") : PurgeTarget.Parse(rest[1..]);
        if (target is null)
        {
            await OpsAnswers.TextAsync(context, StatusCodes.Status400BadRequest, $"bad request: {fault}");
            return;
        }

        // Bounded by itself, and done to the end even when who asked for it does not wait.
        var result = await purges.PurgeAsync(target.Tag, CancellationToken.None);
        logger.Purged($"{target}", result.Memory, result.Redis);
        trail.Add(context, "purge", $"{target}");
        await OpsAnswers.JsonAsync(context, PurgeAnswer.Of(result));
    }
}
