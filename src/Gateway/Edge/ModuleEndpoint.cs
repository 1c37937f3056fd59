using Gateway.Settings;
using Gateway.Upstreams;
using GoModules;

namespace Gateway.Edge;

/// <summary>The spine: what happens to a request, in order. docs/architecture.md, "Life of a request".</summary>
internal sealed class ModuleEndpoint(CurrentSnapshot current, Failover failover, UpstreamMetrics metrics, ILogger<ModuleEndpoint> logger)
{
    public async Task HandleAsync(HttpContext context)
    {
        var snapshot = current.Value;
        context.Response.Headers[RequestId.Header] = RequestId.Of(context);
        if (await Gatekeeper.RefusesAsync(context, snapshot))
        {
            return;
        }

        var target = TargetPath.Of(context, snapshot.Settings);
        if (target == "/")
        {
            await WelcomePage.SendAsync(context, snapshot.Settings);
            return;
        }

        if (GoRequest.Parse(target) is not { } request)
        {
            await GoAnswers.RefuseAsync(context, StatusCodes.Status404NotFound, "not found: this is no request of the GOPROXY protocol");
            return;
        }

        var direction = Directions.Find(context, request, snapshot.Routes);
        if (direction.Chain is null)
        {
            await GoAnswers.RefuseAsync(context, direction.Status, direction.Lines);
            return;
        }

        if (request.Kind == GoRequestKind.ChecksumSupported)
        {
            await GoAnswers.TextAsync(context, "");
            return;
        }

        var asker = new Asker(context.Connection.RemoteIpAddress, context.Connection.LocalIpAddress);
        var result = await failover.FetchAsync(request, direction.Chain, snapshot.Settings, asker, context.RequestAborted);
        logger.Fetched(context.Request.Method, request.Path, result.Status, result.Attempts[^1].Upstream.Name, result.Attempts.Count, RequestId.Of(context));
        await AnswerAsync(context, request, direction, result);
    }

    private async Task AnswerAsync(HttpContext context, GoRequest request, Direction direction, FetchResult result)
    {
        if (result.Answer is null)
        {
            await RefuseAsync(context, request, result);
            return;
        }

        await using var answer = result.Answer;
        var upstream = result.Attempts[^1].Upstream;
        try
        {
            await GoAnswers.SendAsync(context, request, answer, direction.IsPrivate);
        }
        catch (BrokenBodyException broken)
        {
            metrics.Aborted(upstream);
            logger.ZipBroke(request.Path, upstream.Name, broken.Message);
            // Ending the response would make what was sent look whole.
            context.Abort();
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away; there is nobody to tell.
        }
    }

    private async Task RefuseAsync(HttpContext context, GoRequest request, FetchResult result)
    {
        if (result.Status == StatusCodes.Status499ClientClosedRequest)
        {
            context.Abort();
            return;
        }

        if (result.Status >= StatusCodes.Status500InternalServerError)
        {
            var last = result.Attempts[^1];
            logger.NobodyAnswered(result.Chain.Name, request.Path, result.Status, last.Upstream.Name, last.Outcome.Words);
        }

        if (result.Status == StatusCodes.Status503ServiceUnavailable && result.RetryAfter is { } pause)
        {
            context.Response.Headers.RetryAfter = $"{Math.Ceiling(pause.TotalSeconds):0}";
        }

        await GoAnswers.RefuseAsync(context, result.Status, ErrorText.Of(request, result));
    }
}
