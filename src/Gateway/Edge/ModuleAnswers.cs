using Gateway.Access;
using Gateway.Access.Rules;
using Gateway.Caching;
using Gateway.Checksums;
using Gateway.Settings;
using Gateway.Upstreams;
using GoModules;

namespace Gateway.Edge;

/// <summary>Sends the answer to a request that was allowed, or what the rules make of it.</summary>
internal sealed class ModuleAnswers(VisibleVersions visible, ZipLicenses licenses, UpstreamMetrics metrics, TimeProvider time, ILogger<ModuleEndpoint> logger)
{
    /// <summary>Sends what the cache handed out, without the versions that the rules hide.</summary>
    /// <exception cref="OperationCanceledException">The client went away.</exception>
    public async ValueTask SendAsync(HttpContext context, Snapshot snapshot, Visit visit, Fetch fetch, RulePlan plan, ModuleFiles files, CacheAnswer found)
    {
        var (answer, denied) = await visible.ShowAsync(plan, fetch.Request, files, found, context.RequestAborted);
        if (denied is not null)
        {
            visit.Decision = denied;
            await RefuseAsync(context, snapshot, fetch.Request, denied);
            return;
        }

        visit.Answered(answer);
        Tell(context, fetch, answer);
        try
        {
            if (await LicensesRefuseAsync(context, snapshot, visit, fetch.Request, plan, answer))
            {
                return;
            }

            await GoAnswers.SendAsync(context, fetch, answer, IsForAll(snapshot, visit, fetch), time.GetUtcNow());
        }
        catch (BrokenBodyException broken)
        {
            await CutOffAsync(context, fetch, answer, broken);
        }
    }

    /// <summary>Refuses what the rules deny.</summary>
    public static Task RefuseAsync(HttpContext context, Snapshot snapshot, GoRequest request, Decision decision) =>
        GoAnswers.RefuseAsync(context, decision.Status, DecisionText.Of(decision, ErrorText.Describe(request), Caller.Of(context), snapshot.Rules.Contact));

    /// <summary>Refuses a zip whose licences a rule does not let pass; tells of what it would have refused.</summary>
    private async ValueTask<bool> LicensesRefuseAsync(HttpContext context, Snapshot snapshot, Visit visit, GoRequest request, RulePlan plan, CacheAnswer answer)
    {
        if (await licenses.FindAsync(plan, visit.Decision!, request, answer, isAsked: true, context.RequestAborted) is not { } finding)
        {
            return false;
        }

        visit.Licenses = finding.Licenses;
        if (finding.Notice is { } notice)
        {
            context.Response.Headers[LicenseNotice.Header] = notice.ToString();
        }

        if (finding.Denied is not { } denied)
        {
            return false;
        }

        visit.Decision = denied;
        await RefuseAsync(context, snapshot, request, denied);
        return true;
    }

    /// <summary>Whether everybody would get the same here, so that caches in front of us may give it to others.</summary>
    private static bool IsForAll(Snapshot snapshot, Visit visit, Fetch fetch) =>
        !fetch.IsPrivate && snapshot.Rules.AreTheSameForAll
        && visit.Connection.Listener.Options(snapshot.Settings).Clients == ClientPolicy.Anonymous;

    private Task CutOffAsync(HttpContext context, Fetch fetch, CacheAnswer answer, BrokenBodyException broken)
    {
        var cluster = answer.Sender!;
        if (!context.Response.HasStarted)
        {
            context.Response.Headers.Clear();
            context.Response.Headers[RequestId.Header] = RequestId.Of(context);
            if (broken.InnerException is DeniedBodyException denied)
            {
                return GoAnswers.RefuseAsync(context, denied.Status, ErrorText.Withheld(fetch.Request, denied.Status, $"{cluster} {denied.Message}"));
            }

            // Who shares a body learns that it broke, and from what is inside why.
            var why = broken.InnerException as BrokenBodyException ?? broken;
            return GoAnswers.RefuseAsync(
                context, StatusCodes.Status502BadGateway, $"bad gateway: {ErrorText.Describe(fetch.Request)} broke off on its way", $"{cluster}: {why.Message}");
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
