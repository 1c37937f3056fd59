using System.Globalization;
using Gateway.Bench.Results;
using Gateway.FailoverBench.Results;

namespace Gateway.FailoverBench;

/// <summary>Plays the scenarios that the arguments name, or all, prints what they came to and, when it was all, writes it into docs/performance.md.</summary>
internal static class FailoverCommand
{
    private const int Requests = 10_000;
    private const int PerSecond = 250;

    public static async Task<int> RunAsync(string[] args, CancellationToken cancellation)
    {
        var (names, requests, perSecond) = (new List<string>(), Requests, PerSecond);
        foreach (var arg in args)
        {
            (requests, perSecond) = (Number(arg, "--requests=") ?? requests, Number(arg, "--rate=") ?? perSecond);
            names.AddRange(arg.StartsWith("--", StringComparison.Ordinal) ? [] : [arg]);
        }

        var known = Scenario.All.Select(scenario => scenario.Name);
        if (names.Except(known).Any())
        {
            await Console.Error.WriteLineAsync($"Name scenarios, or none for all: {string.Join(", ", known)}. [--requests={Requests}] [--rate={PerSecond}]");
            return ExitCode.Wrong;
        }

        var table = new FailoverTable();
        foreach (var scenario in Scenario.All.Where(scenario => names.Count == 0 || names.Contains(scenario.Name)))
        {
            Console.WriteLine($"## {scenario.Name}: {scenario.Title}\n");
            var figures = await ScenarioRun.RunAsync(scenario, requests, perSecond, cancellation);
            Tell(figures);
            table.Add(scenario, figures);
        }

        Console.WriteLine(table);
        if (names.Count == 0)
        {
            await PerformancePage.WriteAsync("failover", table.Markdown, cancellation);
        }

        return ExitCode.Right;
    }

    /// <summary>What a row leaves out: who failed, who waited longest, and what the gateway took the destinations for.</summary>
    private static void Tell(Figures figures)
    {
        foreach (var failed in figures.Failed.Take(10))
        {
            Console.WriteLine($"- {failed.Status} after {failed.Latency.TotalMilliseconds:0} ms, {failed.Attempts} attempts: {failed.Target}");
        }

        foreach (var late in figures.Met.OrderByDescending(sample => sample.Latency).Take(8))
        {
            Console.WriteLine($"- {late.Latency.TotalMilliseconds:0} ms, {late.Attempts} attempts, at {late.Due:HH:mm:ss.fff}: {late.Target}");
        }

        foreach (var change in figures.Transitions)
        {
            Console.WriteLine($"- {change.At:HH:mm:ss.fff} {Destinations.Name(change)}: {change.From} -> {change.To}: {change.Evidence}");
        }

        Console.WriteLine();
    }

    private static int? Number(string arg, string name) =>
        arg.StartsWith(name, StringComparison.Ordinal) ? int.Parse(arg[name.Length..], CultureInfo.InvariantCulture) : null;
}
