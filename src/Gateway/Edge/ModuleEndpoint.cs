using Gateway.Access;
using Gateway.Access.Rules;
using Gateway.Caching;
using Gateway.Limits;
using Gateway.Settings;
using GoModules;

namespace Gateway.Edge;

/// <summary>The spine: what happens to a request, in order. docs/architecture.md, "Life of a request".</summary>
internal sealed class ModuleEndpoint(
    CurrentSnapshot current, Callers callers, Limiter limits, KnownRequests known, Judge judge, ResponseCache cache, ModuleAnswers answers, RulesMetrics decided)
{
    public async Task HandleAsync(HttpContext context)
    {
        var (snapshot, visit) = (current.Value, Visit.Of(context));
        if (await AdmitAsync(context, snapshot, visit) is not { } request)
        {
            return;
        }

        visit.Request = request;
        var files = new ModuleFiles(context, snapshot);
        var direction = files.Direct(request);
        var plan = snapshot.Rules.Find(RuleQuestion.Of(context, request, direction.Route, direction.IsPrivate));
        try
        {
            visit.Decision = await judge.DecideAsync(plan, request, files, direction.IsPrivate, context.RequestAborted);
            if (RefuseOrLetIn(context, snapshot, visit, request, direction) is { } answering)
            {
                await answering;
            }
            else
            {
                // The rest of a zip alone does not tell its licences.
                var fetch = files.Fetch(request, direction, plan.LooksAtLicenses ? null : ByteRanges.FindBeginning(context.Request, request));
                await using var found = await cache.GetAsync(fetch, context.RequestAborted);
                await answers.SendAsync(context, snapshot, visit, fetch, plan, files, found);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away; there is nobody to tell.
        }

        if (visit.Decision is { } decision)
        {
            decided.Decided(decision);
        }
    }

    /// <summary>Finds out who asks for what; null when the request goes no further: it is answered then.</summary>
    private async ValueTask<GoRequest?> AdmitAsync(HttpContext context, Snapshot snapshot, Visit visit)
    {
        if (Gatekeeper.Refuse(context, snapshot) is { } refusing)
        {
            await refusing;
            return null;
        }

        var identification = await callers.IdentifyAsync(context, snapshot);
        if (await limits.RefusesAsync(context, identification))
        {
            return null;
        }

        var target = TargetPath.Of(context, visit.Connection.Listener.Options(snapshot.Settings));
        if (identification.IsRefused)
        {
            await (target == "/" && identification is { Status: StatusCodes.Status401Unauthorized, HasFailed: false }
                ? WelcomePage.RefuseAsync(context, snapshot, identification)
                : GoAnswers.RefuseAsync(context, identification.Status, identification.Lines));
            return null;
        }

        if (target == "/")
        {
            await WelcomePage.SendAsync(context, snapshot);
            return null;
        }

        if (known.Parse(target) is { } request)
        {
            return request;
        }

        await GoAnswers.RefuseAsync(context, StatusCodes.Status404NotFound, "not found: this is no request of the GOPROXY protocol");
        return null;
    }

    /// <summary>Refuses, or lets in and answers what we know ourselves: the answer under way. Null where it is to be fetched.</summary>
    private static Task? RefuseOrLetIn(HttpContext context, Snapshot snapshot, Visit visit, GoRequest request, Direction direction)
    {
        var decision = visit.Decision!;
        if (!decision.IsAllowed)
        {
            return ModuleAnswers.RefuseAsync(context, snapshot, request, decision);
        }

        if (direction.Chain is null)
        {
            return GoAnswers.RefuseAsync(context, direction.Status, direction.Lines);
        }

        if (decision.Notice is { } notice)
        {
            context.Response.Headers[AdvisoryNotice.Header] = notice.ToString();
        }

        visit.Route = direction.Chain.Name;
        visit.Lane = direction.Chain.Lane;
        visit.LetIn?.Invoke();
        return request.Kind == GoRequestKind.ChecksumSupported ? GoAnswers.TextAsync(context, "") : null;
    }
}
