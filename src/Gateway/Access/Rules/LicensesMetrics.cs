using System.Diagnostics.Metrics;

namespace Gateway.Access.Rules;

/// <summary>The instruments of rules about licences. Tags are ids of rules from the settings, and words out of a closed set.</summary>
internal sealed class LicensesMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _judged = meters.Create("Gateway.Access").CreateCounter<long>(
        "gateway.access.licenses", description: "Zips that rules looked at for their licences, by rule and what it said: passed, denied, exempt, warned or outage.");

    public void Judged(string rule, string verdict) => _judged.Add(1, new KeyValuePair<string, object?>("rule", rule), new KeyValuePair<string, object?>("verdict", verdict));
}
