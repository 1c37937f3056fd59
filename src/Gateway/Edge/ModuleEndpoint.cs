using Gateway.Access;
using Gateway.Caching;
using Gateway.Settings;
using Gateway.Telemetry;
using Gateway.Upstreams;
using GoModules;

namespace Gateway.Edge;

/// <summary>The spine: what happens to a request, in order. docs/architecture.md, "Life of a request".</summary>
internal sealed class ModuleEndpoint(
    CurrentSnapshot current, ResponseCache cache, UpstreamMetrics metrics, TimeProvider time, ILogger<ModuleEndpoint> logger)
{
    public async Task HandleAsync(HttpContext context)
    {
        var snapshot = current.Value;
        RequestId.Give(context);
        if (await Gatekeeper.RefusesAsync(context, snapshot))
        {
            return;
        }

        var identification = await Callers.IdentifyAsync(context, snapshot);
        if (identification.IsRefused)
        {
            await GoAnswers.RefuseAsync(context, identification.Status, identification.Lines);
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

        var visit = Visit.Of(context);
        visit.Request = request;
        var direction = Directions.Find(context, request, snapshot.Routes);
        if (direction.Chain is null)
        {
            await GoAnswers.RefuseAsync(context, direction.Status, direction.Lines);
            return;
        }

        visit.Route = direction.Chain.Name;
        if (request.Kind == GoRequestKind.ChecksumSupported)
        {
            await GoAnswers.TextAsync(context, "");
            return;
        }

        var asker = new Asker(context.Connection.RemoteIpAddress, context.Connection.LocalIpAddress, TraceCaller.TraceOf(context, snapshot.Settings));
        await AnswerAsync(context, new Fetch(request, direction.Chain, direction.IsPrivate, snapshot.Settings, asker)
        {
            Known = ByteRanges.FindBeginning(context.Request, request),
        });
    }

    private async Task AnswerAsync(HttpContext context, Fetch fetch)
    {
        try
        {
            await using var answer = await cache.GetAsync(fetch, context.RequestAborted);
            Visit.Of(context).Answered(answer);
            Tell(context, fetch, answer);
            try
            {
                await GoAnswers.SendAsync(context, fetch, answer, time.GetUtcNow());
            }
            catch (BrokenBodyException broken)
            {
                await CutOffAsync(context, fetch, answer, broken);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away; there is nobody to tell.
        }
    }

    private Task CutOffAsync(HttpContext context, Fetch fetch, CacheAnswer answer, BrokenBodyException broken)
    {
        var cluster = answer.Sender!;
        if (!context.Response.HasStarted)
        {
            context.Response.Headers.Clear();
            context.Response.Headers[RequestId.Header] = RequestId.Of(context);
            return GoAnswers.RefuseAsync(
                context, StatusCodes.Status502BadGateway, $"bad gateway: {ErrorText.Describe(fetch.Request)} broke off on its way", $"{cluster}: {broken.Message}");
        }

        metrics.Aborted(cluster);
        Visit.Of(context).IsCutOff = true;
        // Ending the response would make what was sent look whole.
        context.Abort();
        return Task.CompletedTask;
    }

    private void Tell(HttpContext context, Fetch fetch, CacheAnswer answer)
    {
        var status = answer.Refused?.Status ?? answer.Kept?.Status ?? StatusCodes.Status200OK;
        logger.Answered(context.Request.Method, fetch.Request.Path, status, answer.Outcome, RequestId.Of(context));
        if (answer.Refused is not { Status: >= StatusCodes.Status500InternalServerError } refused)
        {
            return;
        }

        var last = refused.Attempts[^1];
        logger.NobodyAnswered(fetch.Chain.Name, fetch.Request.Path, status, last.Upstream.Name, last.Outcome.Words);
        if (status == StatusCodes.Status503ServiceUnavailable && refused.RetryAfter is { } pause)
        {
            context.Response.Headers.RetryAfter = $"{Math.Ceiling(pause.TotalSeconds):0}";
        }
    }
}
