using Gateway.Access;
using Gateway.Access.Rules;
using Gateway.Caching;
using Gateway.Checksums;
using Gateway.Edge;
using Gateway.Settings;
using Gateway.Upstreams;
using GoModules;

namespace Gateway.Ops.Explaining;

/// <summary>
/// Walks a supposed request along the spine (<see cref="ModuleEndpoint"/>) and stops where a cluster would be asked. What decides is
/// what decides about real requests; here it is only put into words.
/// </summary>
internal sealed class Explainer(Judge judge, HiddenVersions hidden, ZipLicenses licenses, KeptResponses kept, KeptOutlooks tiers, ResponseCache cache, Failover failover, InstanceName instance, TimeProvider time)
{
    /// <summary>What would become of each request of a target.</summary>
    public async Task<Explanation> ExplainAsync(ExplainTarget target, SupposedClient client, Snapshot snapshot, CancellationToken cancellation)
    {
        var files = new List<FileExplanation>();
        foreach (var file in target.Files)
        {
            files.Add(await ExplainAsync(file, client, snapshot, cancellation));
        }

        return new Explanation(
            target.Text,
            instance.Value,
            ClientOutlook.Of(client, snapshot),
            files.TrueForAll(file => !file.IsNeeded || file.Sees.IsGood),
            files);
    }

    private async Task<FileExplanation> ExplainAsync(ExplainTarget.File file, SupposedClient client, Snapshot snapshot, CancellationToken cancellation)
    {
        var context = client.Ask(file.Target);
        var sight = new Sight(context);
        var explained = new FileExplanation(file.Name, file.Target, file.IsNeeded);
        var policy = client.Listener.Options(snapshot.Settings).Clients;
        var shown = client.Caller;
        var identification = Callers.Judge(policy, new Shown<ClientCertificate>(shown.Certificate, null), new Shown<CallerToken>(shown.Token, null), snapshot);
        Visit.Of(context).Caller = identification.Caller;
        if (identification.IsRefused)
        {
            return explained with { Sees = await sight.OfAsync(asked => GoAnswers.RefuseAsync(asked, identification.Status, identification.Lines)) };
        }

        var path = TargetPath.Of(context, Listener.Of(context).Options(snapshot.Settings));
        if (path == "/")
        {
            return explained with { Sees = await sight.OfAsync(asked => WelcomePage.SendAsync(asked, snapshot)) };
        }

        if (GoRequest.Parse(path) is not { } request)
        {
            return explained with { Sees = await sight.OfAsync(asked => GoAnswers.RefuseAsync(asked, StatusCodes.Status404NotFound, "not found: this is no request of the GOPROXY protocol")) };
        }

        var files = new ModuleFiles(context, snapshot) { AsksNobody = true };
        var direction = files.Direct(request);
        var question = RuleQuestion.Of(context, request, direction.Route, direction.IsPrivate);
        var (plan, looks) = snapshot.Rules.Explain(question);
        var decision = await judge.DecideAsync(plan, request, files, direction.IsPrivate, cancellation);
        explained = explained with
        {
            Request = RequestOutlook.Of(request, direction.IsPrivate),
            Route = direction.Route,
            Lane = direction.Chain is { } found ? found.Lane.Word() : "",
            Routes = request.IsChecksum ? [] : [.. snapshot.Routes.Look(request, context.Request.Host, client.Address).Select(look => RouteOutlook.Of(look.Route, look.Mismatch))],
            Decision = DecisionOutlook.Of(decision),
            Rules = [.. looks.Select(look => RuleOutlook.Of(look, question, decision))],
        };
        if (!decision.IsAllowed && !decision.IsUnasked)
        {
            return explained with { Sees = await sight.OfAsync(asked => ModuleAnswers.RefuseAsync(asked, snapshot, request, decision)) };
        }

        if (direction.Chain is null)
        {
            return explained with { Sees = await sight.OfAsync(asked => GoAnswers.RefuseAsync(asked, direction.Status, direction.Lines)) };
        }

        return request.Kind == GoRequestKind.ChecksumSupported
            ? explained with { Sees = await sight.OfAsync(asked => GoAnswers.TextAsync(asked, "")) }
            : await FollowAsync(explained, files, files.Fetch(request, direction), plan, decision, sight, cancellation);
    }

    private async Task<FileExplanation> FollowAsync(
        FileExplanation explained, ModuleFiles files, Fetch fetch, RulePlan plan, Decision decision, Sight sight, CancellationToken cancellation)
    {
        var found = await kept.PeekAsync(fetch, cancellation);
        var outlook = failover.Foresee(fetch.Request, fetch.Chain, fetch.Settings, fetch.Asker);
        var visible = await hidden.OfAsync(plan, fetch.Request, files, found, cancellation);
        var licensed = await licenses.FindAsync(plan, decision, fetch.Request, new CacheAnswer { Kept = found, Outcome = CacheOutcome.Hit }, isAsked: false, cancellation);
        return (licensed?.Denied is { } refused ? explained.DeniedBy(refused) : explained) with
        {
            Kept = await tiers.OfAsync(fetch, found, cache.IsFetching(fetch), cancellation),
            Clusters = [.. outlook.Stops.Select(stop => ClusterOutlook.Of(stop, outlook.Chain))],
            Notes = [.. visible.Notes, .. Notes(plan, decision, fetch.Request, licensed), .. Notes(fetch, found)],
            Sees = decision.IsUnasked ? Seen.Later($"rule \"{decision.RuleId}\" decides when it is asked: {decision.Detail}")
                : (visible.Denied ?? licensed?.Denied) is { } denied ? await sight.OfAsync(asked => ModuleAnswers.RefuseAsync(asked, files.Snapshot, fetch.Request, denied))
                : await SeeAsync(fetch, found, outlook, sight),
        };
    }

    private async Task<Seen> SeeAsync(Fetch fetch, CachedResponse? found, Outlook outlook, Sight sight)
    {
        var now = time.GetUtcNow();
        if (found is { Status: StatusCodes.Status404NotFound } && found.IsFresh(now))
        {
            return await sight.OfAsync(asked => GoAnswers.RefuseAsync(asked, found.Status, ErrorText.NotFound(fetch.Request, found)));
        }

        if (found is not null && (found.IsFresh(now) || found.MayServeStale(now)))
        {
            return Seen.Kept(found, now);
        }

        return outlook.End is { } end
            ? await sight.OfAsync(asked => GoAnswers.RefuseAsync(asked, end.Status, ErrorText.Of(fetch.Request, end)))
            : Seen.Asking(outlook);
    }

    private static IEnumerable<string> Notes(RulePlan plan, Decision decision, GoRequest request, LicenseFinding? licensed)
    {
        if (licensed is { Licenses: { } known })
        {
            yield return $"its licences: {string.Join(", ", known.Files.Where(file => file.Found.Count > 0).Select(file => $"{string.Join(" and ", file.Found.Select(license => license.Name))} ({file.Path})").DefaultIfEmpty("none that is known"))}";
            foreach (var unknown in known.Files.Where(file => file.Unknown is not null).Select(file => $"{file.Unknown} ({file.Path})").Concat(known.Unknown is { } why ? [why] : []))
            {
                yield return $"its licence is unknown: {unknown}";
            }

            if (licensed is { Notice: { } notice })
            {
                yield return $"served with a warning: {notice}";
            }
        }
        else if (ZipLicenses.AreLookedAt(plan, decision, request))
        {
            yield return "what comes is looked into for its licences before anybody gets anything of it";
        }
    }

    private static IEnumerable<string> Notes(Fetch fetch, CachedResponse? found)
    {
        if (found is { ChecksumState: not ChecksumState.Unchecked })
        {
            yield return $"its checksum is {found.ChecksumState.Word()}: {found.Checksum}";
        }
        else if (fetch.Checksums != ChecksumMode.Off)
        {
            var authority = fetch.IsPrivate ? "what it was at first sight" : fetch.Chain.ChecksumSource!.Name;
            yield return $"what comes is checked against {authority} before {(fetch.IsEnforced ? "anybody gets the whole of it" : "it is kept")}";
        }

        if (fetch.Chain.ForwardsIdentity)
        {
            var told = fetch.Chain.Upstreams.Where(upstream => upstream.Forwards != ForwardIdentity.None).Select(upstream => upstream.Name);
            yield return $"{string.Join(", ", told)} would be told who asks: the answer is for this caller alone, never kept and never shared";
        }

        if (fetch.Chain.OnTrial.Count > 0)
        {
            yield return $"the module belongs to the share that is asked of {string.Join(", ", fetch.Chain.OnTrial.Select(upstream => upstream.Name))} first, on trial";
        }
    }
}
