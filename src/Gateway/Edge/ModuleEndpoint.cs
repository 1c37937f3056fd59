using Gateway.Access;
using Gateway.Access.Rules;
using Gateway.Limits;
using Gateway.Settings;
using GoModules;

namespace Gateway.Edge;

/// <summary>The spine: what happens to a request, in order. docs/architecture.md, "Life of a request".</summary>
internal sealed class ModuleEndpoint(
    CurrentSnapshot current, Callers callers, Limiter limits, KnownRequests known, Judge judge, ModuleAnswers answers, RulesMetrics decided)
{
    public async Task HandleAsync(HttpContext context)
    {
        var (snapshot, visit) = (current.Value, Visit.Of(context));
        RequestId.Give(context);
        if (await Gatekeeper.RefusesAsync(context, snapshot))
        {
            return;
        }

        var identification = await callers.IdentifyAsync(context, snapshot);
        if (await limits.RefusesAsync(context, identification))
        {
            return;
        }

        var target = TargetPath.Of(context, visit.Connection.Listener.Options(snapshot.Settings));
        if (identification.IsRefused)
        {
            await (target == "/" && identification is { Status: StatusCodes.Status401Unauthorized, HasFailed: false }
                ? WelcomePage.RefuseAsync(context, snapshot, identification)
                : GoAnswers.RefuseAsync(context, identification.Status, identification.Lines));
            return;
        }

        if (target == "/")
        {
            await WelcomePage.SendAsync(context, snapshot);
            return;
        }

        if (known.Parse(target) is not { } request)
        {
            await GoAnswers.RefuseAsync(context, StatusCodes.Status404NotFound, "not found: this is no request of the GOPROXY protocol");
            return;
        }

        try
        {
            await DecideAsync(context, snapshot, visit, request);
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

    private async Task DecideAsync(HttpContext context, Snapshot snapshot, Visit visit, GoRequest request)
    {
        visit.Request = request;
        var files = new ModuleFiles(context, snapshot);
        var direction = files.Direct(request);
        var plan = snapshot.Rules.Find(RuleQuestion.Of(context, request, direction.Route, direction.IsPrivate));
        var decision = await judge.DecideAsync(plan, request, files, direction.IsPrivate, context.RequestAborted);
        visit.Decision = decision;
        if (!decision.IsAllowed)
        {
            await ModuleAnswers.RefuseAsync(context, snapshot, request, decision);
            return;
        }

        if (direction.Chain is null)
        {
            await GoAnswers.RefuseAsync(context, direction.Status, direction.Lines);
            return;
        }

        if (decision.Notice is { } notice)
        {
            context.Response.Headers[AdvisoryNotice.Header] = notice.ToString();
        }

        visit.Route = direction.Chain.Name;
        visit.Lane = direction.Chain.Lane;
        visit.LetIn?.Invoke();
        if (request.Kind == GoRequestKind.ChecksumSupported)
        {
            await GoAnswers.TextAsync(context, "");
            return;
        }

        // The rest of a zip alone does not tell its licences.
        var fetch = files.Fetch(request, direction, plan.LooksAtLicenses ? null : ByteRanges.FindBeginning(context.Request, request));
        await answers.AnswerAsync(context, snapshot, visit, fetch, plan, files);
    }
}
