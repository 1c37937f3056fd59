using System.Globalization;
using Gateway.Bench.Results;

namespace Gateway.FailoverBench.Results;

/// <summary>What the scenarios came to, a row each.</summary>
internal sealed class FailoverTable
{
    private readonly MarkdownTable _table = new(
        "fault", "requests", "answered", "met the fault", "p99 before", "p99 of those who met it", "added", "longest", "out after", "back after", "sent in addition", "changes of state");

    public void Add(Scenario scenario, Figures figures) => _table.Add(
        scenario.Title,
        Text($"{figures.Requests:#,0}"),
        Text($"{1 - ((double)figures.Failed.Count / figures.Requests):0.00%}"),
        Text($"{figures.Met.Count:#,0}"),
        Milliseconds(figures.CalmP99),
        Milliseconds(figures.MetP99),
        Milliseconds(figures.MetP99 - figures.CalmP99),
        Milliseconds(figures.Longest),
        Seconds(figures.UntilOut),
        Seconds(figures.UntilBack),
        Text($"{figures.Extra:0.0%}"),
        Text($"{figures.Transitions.Count}"));

    public MarkdownTable Markdown => _table;

    public override string ToString() => _table.ToString();

    private static string Milliseconds(TimeSpan time) => Text($"{time.TotalMilliseconds:0} ms");

    private static string Seconds(TimeSpan? time) => time is { } known ? Text($"{known.TotalSeconds:0.00} s") : "never";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
