using System.Collections.Concurrent;

namespace Gateway.Access.Rules;

/// <summary>What webhooks say of versions: asked once for everybody who waits, believed for a while, and remembered for when they are away.</summary>
internal sealed class Webhooks(WebhookClient client, RulesMetrics metrics, TimeProvider time, ILogger<Webhooks> logger)
{
    private const int Remembered = 20_000;

    private readonly TwoGenerations<(string Url, string Module, string Version), WebhookVerdict> _known = new(Remembered);
    private readonly ConcurrentDictionary<(string Url, string Module, string Version), Lazy<Task<WebhookVerdict?>>> _asking = new();
    private readonly ConcurrentDictionary<string, bool> _areAway = new(StringComparer.Ordinal);

    /// <summary>What the webhook of a rule makes of it for a version; where nobody is to be asked, what it said lately.</summary>
    /// <exception cref="OperationCanceledException">The client went away; the webhook is asked to the end for the others.</exception>
    public async ValueTask<Decision> AskAsync(Rule rule, string module, string version, bool isPrivate, bool asksNobody, CancellationToken client)
    {
        var webhook = rule.Options.Webhook;
        if (isPrivate && !webhook.HearsPrivateModules)
        {
            return rule.Verdict with { Effect = RuleEffect.Deny, Detail = "it asks a webhook, which may not hear of private modules" };
        }

        var key = (webhook.Url, module, version);
        if (_known.TryFind(key, out var last) && time.GetUtcNow() < last.Until)
        {
            return Of(rule, last);
        }

        if (asksNobody)
        {
            return rule.Verdict with { Effect = RuleEffect.Deny, IsUnasked = true, Detail = "it asks a webhook, which has said nothing of this version lately" };
        }

        var asking = _asking.GetOrAdd(key, asked => new Lazy<Task<WebhookVerdict?>>(() => AskAsync(webhook, asked)));
        return await asking.Value.WaitAsync(client) is { } said ? Of(rule, said) : OfFailure(rule, last);
    }

    private static Decision Of(Rule rule, WebhookVerdict said) =>
        said.IsYes ? rule.Verdict : rule.Verdict with { Effect = RuleEffect.Deny, Detail = said.Reason };

    private static Decision OfFailure(Rule rule, WebhookVerdict? last) => rule.Options.Webhook.OnFailure switch
    {
        WebhookFailure.Allow => rule.Verdict,
        WebhookFailure.LastDecision when last is not null => Of(rule, last),
        _ => rule.Verdict with { Effect = RuleEffect.Deny, IsOutage = true, Detail = "the webhook that it asks does not answer" },
    };

    private async Task<WebhookVerdict?> AskAsync(WebhookOptions webhook, (string Url, string Module, string Version) asked)
    {
        try
        {
            using var patience = new CancellationTokenSource(webhook.Timeout, time);
            var (isYes, reason) = await client.AskAsync(webhook.Url, asked.Module, asked.Version, patience.Token);
            var said = new WebhookVerdict(isYes, reason, time.GetUtcNow() + webhook.Lifetime);
            _known.Set(asked, said);
            metrics.WebhookSaid(isYes ? "yes" : "no");
            if (_areAway.TryRemove(asked.Url, out _))
            {
                logger.WebhookIsBack(asked.Url);
            }

            return said;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            metrics.WebhookSaid("nothing");
            if (_areAway.TryAdd(asked.Url, true))
            {
                logger.WebhookIsAway(asked.Url, webhook.OnFailure, failure is OperationCanceledException ? $"no answer within {webhook.Timeout}" : failure.Message);
            }

            return null;
        }
        finally
        {
            _asking.TryRemove(asked, out _);
        }
    }
}
