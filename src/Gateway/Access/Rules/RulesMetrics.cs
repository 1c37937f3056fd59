using System.Diagnostics.Metrics;

namespace Gateway.Access.Rules;

/// <summary>The instruments of rules. Every tag value is out of a closed set or a rule's id from the settings.</summary>
internal sealed class RulesMetrics
{
    private readonly Counter<long> _decisions;
    private readonly Counter<long> _webhooks;

    public RulesMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Gateway.Access");
        _decisions = meter.CreateCounter<long>("gateway.access.decisions", description: "Requests, by the rule that decided and what it said.");
        _webhooks = meter.CreateCounter<long>("gateway.access.webhooks", description: "Questions to webhooks, by what they said: yes, no or nothing.");
    }

    public void Decided(Decision decision) => _decisions.Add(
        1,
        new KeyValuePair<string, object?>("rule", decision.RuleId),
        new KeyValuePair<string, object?>("effect", decision.IsAllowed ? "allow" : decision.IsOutage ? "outage" : decision.IsProbe ? "probe" : "deny"));

    public void WebhookSaid(string answer) => _webhooks.Add(1, new KeyValuePair<string, object?>("answer", answer));
}
