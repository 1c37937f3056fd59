using System.Text.RegularExpressions;
using Gateway.Tests.Documents;

namespace Gateway.Tests.Telemetry;

public partial class AlertTests
{
    private static readonly string Rules = Path.Combine(Repository.Root, "deploy", "prometheus", "alerts.yml");

    [Fact]
    public async Task The_rules_do_what_their_tests_say()
    {
        (await Promtool.TestRulesAsync(Path.Combine(Path.GetDirectoryName(Rules)!, "alerts.test.yml"), TestContext.Current.CancellationToken)).Should().BeEmpty();
    }

    [Fact]
    public void Every_alert_has_a_test_that_sees_it_fire()
    {
        var seen = Seen().Matches(Repository.Read("deploy/prometheus/alerts.test.yml")).Select(match => match.Groups[1].Value);

        seen.Should().BeEquivalentTo(Alerts());
    }

    [Fact]
    public void Every_alert_has_an_entry_in_the_operations_page_and_names_it()
    {
        var entries = Entry().Matches(Repository.Read("docs/operations.md")).Select(match => match.Groups[1].Value);
        var runbooks = Runbook().Matches(File.ReadAllText(Rules)).Select(match => match.Groups[1].Value);

        entries.Should().BeEquivalentTo(Alerts());
        runbooks.Should().Equal(Alerts().Select(alert => alert.ToLowerInvariant()));
    }

    private static IEnumerable<string> Alerts() => Alert().Matches(File.ReadAllText(Rules)).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"^      - alert: (\w+)$", RegexOptions.Multiline)]
    private static partial Regex Alert();

    [GeneratedRegex(@"^### (Gateway\w+)$", RegexOptions.Multiline)]
    private static partial Regex Entry();

    [GeneratedRegex(@"runbook: docs/operations\.md#(\w+)$", RegexOptions.Multiline)]
    private static partial Regex Runbook();

    [GeneratedRegex(@"alertname: (\w+)\n        exp_alerts:\n")]
    private static partial Regex Seen();
}
