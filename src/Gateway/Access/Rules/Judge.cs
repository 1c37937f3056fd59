using System.Globalization;
using Gateway.Edge;
using GoModules;

namespace Gateway.Access.Rules;

/// <summary>Decides where a rule looks at the version: at its number, its age, its advisories, and at what a webhook says of it.</summary>
internal sealed class Judge(VersionAges ages, KnownVulnerabilities vulnerabilities, Webhooks webhooks, TimeProvider time)
{
    private static readonly TimeSpan LongestLookAtAge = TimeSpan.FromSeconds(10);

    /// <summary>What holds for a request.</summary>
    /// <exception cref="OperationCanceledException">The client went away.</exception>
    public ValueTask<Decision> DecideAsync(RulePlan plan, GoRequest request, ModuleFiles files, bool isPrivate, CancellationToken client) =>
        plan.IsByVersion(request) ? DecideAsync(plan, request, request.Version, files, isPrivate, client) : ValueTask.FromResult(plan.OfModule);

    /// <summary>What holds for one version of the module that a request is about.</summary>
    /// <param name="plan">The rules.</param>
    /// <param name="request">The request.</param>
    /// <param name="version">The version.</param>
    /// <param name="files">Where its files are.</param>
    /// <param name="isPrivate">Whether the module is private; null when webhooks need not be asked.</param>
    /// <param name="client">Ends when the client goes away.</param>
    public async ValueTask<Decision> DecideAsync(RulePlan plan, GoRequest request, string version, ModuleFiles files, bool? isPrivate, CancellationToken client)
    {
        AdvisoryNotice? notice = null;
        foreach (var rule in plan.ByVersion)
        {
            // What it says of licences is for ZipLicenses to say, when the zip is here.
            if (rule.Terms is not null || (rule.Versions is { } versions && !versions.Contains(version)))
            {
                continue;
            }

            if (rule.AsksFeed)
            {
                var (denied, more) = vulnerabilities.Find(plan, rule, request.Module, version, isAsked: isPrivate is not null && !files.AsksNobody);
                if (denied is not null)
                {
                    return denied;
                }

                notice = AdvisoryNotice.Join(notice, more);
                continue;
            }

            var decision = rule.Options.MinimumAge > TimeSpan.Zero ? await ByAgeAsync(rule, request, version, files, client) : rule.Verdict;
            if (decision is { IsAllowed: true } && rule.Options.Webhook.Url.Length > 0 && isPrivate is { } secret)
            {
                decision = await webhooks.AskAsync(rule, request.Module, version, secret, files.AsksNobody, client);
            }

            if (decision is not null)
            {
                return Of(decision, notice);
            }
        }

        return Of(plan.Otherwise, notice);
    }

    private static Decision Of(Decision decision, AdvisoryNotice? notice) => notice is null ? decision : decision with { Notice = notice };

    /// <summary>An <c>Allow</c> decides about young versions too; a <c>Deny</c> says nothing of old ones: null.</summary>
    private async ValueTask<Decision?> ByAgeAsync(Rule rule, GoRequest request, string version, ModuleFiles files, CancellationToken client)
    {
        if (rule.Options.FixesOf.Length > 0 && vulnerabilities.IsFix(rule.Options.FixesOf, request.Module, version))
        {
            // Who waits for a fix stays vulnerable meanwhile.
            return rule.IsAllow ? rule.Verdict : null;
        }

        var denied = rule.Verdict with { Effect = RuleEffect.Deny };
        var age = await FindAgeAsync(rule, request, version, files, client);
        if (age.IsUnasked)
        {
            return denied with { IsUnasked = true, Detail = $"it wants {version} to be {Days(rule.Options.MinimumAge)} old, and when it was made is not known here yet" };
        }

        if (age.IsOutage)
        {
            return denied with { IsOutage = true, Detail = $"it wants {version} to be {Days(rule.Options.MinimumAge)} old, and no cluster can say now when it was made" };
        }

        if (age.Time is not { } made)
        {
            return denied with { Detail = $"it wants {version} to be {Days(rule.Options.MinimumAge)} old, and nobody says when it was made" };
        }

        var from = made + rule.Options.MinimumAge;
        return from <= time.GetUtcNow()
            ? rule.IsAllow ? rule.Verdict : null
            : denied with { Detail = $"{version} {(age.IsSighting ? "appeared" : "was made")} on {Shown(made)} and has to be {Days(rule.Options.MinimumAge)} old: try again on {Shown(from)}" };
    }

    private async ValueTask<VersionAge> FindAgeAsync(Rule rule, GoRequest request, string version, ModuleFiles files, CancellationToken client)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(client);
        patience.CancelAfter(LongestLookAtAge);
        try
        {
            return await ages.FindAsync(files, request, version, rule.Options.MinimumAge, patience.Token);
        }
        catch (OperationCanceledException) when (!client.IsCancellationRequested)
        {
            return new VersionAge(null, IsOutage: true);
        }
    }

    private static string Days(TimeSpan age) =>
        age.Ticks % TimeSpan.TicksPerDay == 0 ? $"{age.Days} day{(age.Days == 1 ? "" : "s")}" : age.ToString(null, CultureInfo.InvariantCulture);

    private static string Shown(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
