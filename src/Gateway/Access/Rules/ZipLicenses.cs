using Gateway.Caching;
using Gateway.Upstreams;
using GoModules;
using GoModules.Licenses;

namespace Gateway.Access.Rules;

/// <summary>Decides where rules look at the licences in a zip: once all of it is here, and before any of it goes out.</summary>
internal sealed class ZipLicenses(LicensesMetrics metrics, TimeProvider time)
{
    private static readonly ModuleLicenses TooLarge = ModuleLicenses.Unread("its zip is larger than what is held to look into (Caching:LargestResponseMegabytes)");

    /// <summary>Whether a rule looks at the licences in what a request gets.</summary>
    public static bool AreLookedAt(RulePlan plan, Decision decision, GoRequest request) =>
        plan.LooksAtLicenses && request.Kind == GoRequestKind.Zip && FindFirst(plan, decision, request.Version, 0) >= 0;

    /// <summary>What the licences of the answer mean for the request; null when no rule looks at them, or there is no zip.</summary>
    /// <param name="plan">The rules.</param>
    /// <param name="decision">What they said before there was an answer.</param>
    /// <param name="request">The request.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="isAsked">Whether somebody asks for it, and it is not only explained.</param>
    /// <param name="client">Ends when the client goes away.</param>
    /// <exception cref="BrokenBodyException">The zip broke on its way.</exception>
    /// <exception cref="OperationCanceledException">The client went away.</exception>
    public async ValueTask<LicenseFinding?> FindAsync(RulePlan plan, Decision decision, GoRequest request, CacheAnswer answer, bool isAsked, CancellationToken client)
    {
        if (!AreLookedAt(plan, decision, request))
        {
            return null;
        }

        if (answer.Kept is { Status: StatusCodes.Status200OK } kept)
        {
            return Find(plan, decision, request.Version, kept.Licenses.Known ?? await kept.Licenses.ReadAsync(kept.Body, request), isAsked);
        }

        if (answer.Growing is not { Body: var body })
        {
            return null;
        }

        if (await body.ArriveAsync(client))
        {
            return Find(plan, decision, request.Version, body.Licenses.Known ?? await body.Licenses.ReadAsync(body.ToSequence(), request), isAsked);
        }

        return body.IsTooLarge ? Find(plan, decision, request.Version, TooLarge, isAsked) : Outage(plan.ByVersion[FindFirst(plan, decision, request.Version, 0)]);
    }

    /// <summary>The place of the first rule, from one on, that looks at the licences of a version before another one has decided; negative when there is none.</summary>
    private static int FindFirst(RulePlan plan, Decision decision, string version, int from)
    {
        for (var index = from; index < plan.ByVersion.Count; index++)
        {
            var rule = plan.ByVersion[index];
            if (rule.Terms is not null ? rule.Versions?.Contains(version) != false : rule.Id == decision.RuleId)
            {
                return rule.Terms is not null ? index : -1;
            }
        }

        return -1;
    }

    private LicenseFinding Find(RulePlan plan, Decision decision, string version, ModuleLicenses licenses, bool isAsked)
    {
        LicenseNotice? notice = null;
        for (var index = FindFirst(plan, decision, version, 0); index >= 0; index = FindFirst(plan, decision, version, index + 1))
        {
            var rule = plan.ByVersion[index];
            var (refused, exempt) = Look(plan, rule, licenses);
            var isDenied = refused is not null && !rule.Options.Licenses.WarnOnly;
            if (isAsked)
            {
                metrics.Judged(rule.Id, isDenied ? "denied" : refused is not null ? "warned" : exempt is not null ? "exempt" : "passed");
            }

            if (isDenied)
            {
                return new LicenseFinding(licenses, Deny(rule, refused!.Value), null);
            }

            notice ??= (refused ?? exempt)?.Notice;
        }

        return new LicenseFinding(licenses, null, notice);
    }

    /// <summary>The first licence that a rule refuses, and the first that it would if there were no exemption.</summary>
    private (Refusal? Refused, Refusal? Exempt) Look(RulePlan plan, Rule rule, ModuleLicenses licenses)
    {
        Refusal? exempt = null;
        var isUnknown = licenses.Unknown is not null;
        for (var index = 0; index < licenses.Files.Count; index++)
        {
            var file = licenses.Files[index];
            for (var place = 0; place < file.Found.Count; place++)
            {
                if (rule.Terms!.Passes(file.Found[place]))
                {
                    continue;
                }

                var refusal = new Refusal(new LicenseNotice(file.Found[place].Name, file.Path), "");
                if (!IsExempt(plan, rule, file.Found[place]))
                {
                    return (refusal, exempt);
                }

                exempt ??= refusal;
            }

            isUnknown |= file.Unknown is not null;
        }

        if (!isUnknown || rule.Terms!.PassesUnknown)
        {
            return (null, exempt);
        }

        var blamed = licenses.Files.FirstOrDefault(file => file.Unknown is not null);
        var unknown = new Refusal(new LicenseNotice(ModuleLicenses.UnknownName, blamed?.Path ?? ""), blamed?.Unknown ?? licenses.Unknown!);
        return IsExempt(plan, rule, null) ? (null, exempt ?? unknown) : (unknown, exempt);
    }

    private bool IsExempt(RulePlan plan, Rule rule, FoundLicense? license)
    {
        foreach (var (exempted, exemption) in plan.Exemptions)
        {
            if (exempted == rule && exemption.Covers(license, time.GetUtcNow()))
            {
                return true;
            }
        }

        return false;
    }

    private static Decision Deny(Rule rule, in Refusal refusal)
    {
        var found = refusal.Why.Length == 0 ? $"its licence is {refusal.Notice.License}" : $"its licence is unknown: {refusal.Why}";
        var file = refusal.Notice.File;
        return rule.Verdict with { Detail = file.Length == 0 ? found : $"{found} ({UpstreamText.Clean(file) ?? "a file without a name"})" };
    }

    private LicenseFinding Outage(Rule rule)
    {
        metrics.Judged(rule.Id, "outage");
        return new LicenseFinding(null, rule.Verdict with
        {
            IsOutage = true,
            Detail = "it looks at licences, and the zip cannot be held for that now: bodies under way take all they may (Caching:InFlightMegabytes)",
        }, null);
    }

    /// <summary>A licence that does not pass, and of an unknown one why it is that.</summary>
    private readonly record struct Refusal(LicenseNotice Notice, string Why);
}
