using Gateway.Access;
using Gateway.Access.Rules;
using Gateway.Caching;
using Gateway.Settings;
using Gateway.Upstreams;
using GoModules;

namespace Gateway.Edge;

/// <summary>The spine: what happens to a request, in order. docs/architecture.md, "Life of a request".</summary>
internal sealed class ModuleEndpoint(
    CurrentSnapshot current, Judge judge, VisibleVersions visible, ResponseCache cache, RulesMetrics decided, UpstreamMetrics metrics, TimeProvider time, ILogger<ModuleEndpoint> logger)
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
            await WelcomePage.SendAsync(context, snapshot);
            return;
        }

        if (GoRequest.Parse(target) is not { } request)
        {
            await GoAnswers.RefuseAsync(context, StatusCodes.Status404NotFound, "not found: this is no request of the GOPROXY protocol");
            return;
        }

        try
        {
            await DecideAsync(context, snapshot, request);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away; there is nobody to tell.
        }

        if (Decision.Of(context) is { } decision)
        {
            decided.Decided(decision);
        }
    }

    private async Task DecideAsync(HttpContext context, Snapshot snapshot, GoRequest request)
    {
        var files = new ModuleFiles(context, snapshot);
        var direction = files.Direct(request);
        var plan = snapshot.Rules.Find(RuleQuestion.Of(context, request, direction.Route, direction.IsPrivate));
        var decision = await judge.DecideAsync(plan, request, files, direction.IsPrivate, context.RequestAborted);
        context.Features.Set(decision);
        if (!decision.IsAllowed)
        {
            await RefuseAsync(context, snapshot, request, decision);
            return;
        }

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

        var fetch = files.Fetch(request, direction) with { Known = ByteRanges.FindBeginning(context.Request, request) };
        await AnswerAsync(context, snapshot, fetch, plan, files);
    }

    private async Task AnswerAsync(HttpContext context, Snapshot snapshot, Fetch fetch, RulePlan plan, ModuleFiles files)
    {
        await using var found = await cache.GetAsync(fetch, context.RequestAborted);
        var (answer, denied) = await visible.ShowAsync(plan, fetch.Request, files, found, context.RequestAborted);
        if (denied is not null)
        {
            context.Features.Set(denied);
            await RefuseAsync(context, snapshot, fetch.Request, denied);
            return;
        }

        Tell(context, fetch, answer);
        try
        {
            await GoAnswers.SendAsync(context, fetch, answer, IsForAll(context, snapshot, fetch), time.GetUtcNow());
        }
        catch (BrokenBodyException broken)
        {
            await CutOffAsync(context, fetch, answer, broken);
        }
    }

    private static Task RefuseAsync(HttpContext context, Snapshot snapshot, GoRequest request, Decision decision) =>
        GoAnswers.RefuseAsync(context, decision.Status, DecisionText.Of(decision, ErrorText.Describe(request), Caller.Of(context), snapshot.Rules.Contact));

    /// <summary>Whether everybody would get the same here, so that caches in front of us may give it to others.</summary>
    private static bool IsForAll(HttpContext context, Snapshot snapshot, Fetch fetch) =>
        !fetch.IsPrivate && snapshot.Rules.AreTheSameForAll
        && (snapshot.Settings.Listeners.GetValueOrDefault(Listener.Of(context).Name)?.Clients ?? ClientPolicy.Anonymous) == ClientPolicy.Anonymous;

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
