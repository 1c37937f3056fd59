using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Telemetry;

/// <summary>Prometheus' own judge of metrics, rules and their tests.</summary>
internal static class Promtool
{
    /// <summary>What is wrong with metrics; empty when nothing is.</summary>
    public static async Task<string> CheckMetricsAsync(string metrics, CancellationToken cancellation)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["metrics"], metrics, cancellation);
        // It reads them from its input alone.
        return await RunAsync("/bin/sh", ["-c", "/usr/bin/promtool check metrics < metrics"], folder.Path, cancellation);
    }

    /// <summary>What is wrong with the tests of rules, or with the rules; empty when nothing is.</summary>
    public static Task<string> TestRulesAsync(string file, CancellationToken cancellation) =>
        RunAsync("/usr/bin/promtool", ["test", "rules", Path.GetFileName(file)], Path.GetDirectoryName(file)!, cancellation);

    private static async Task<string> RunAsync(string program, string[] arguments, string folder, CancellationToken cancellation)
    {
        var output = await Execution.RunAsync(program, arguments, folder, new Dictionary<string, string>(), cancellation);
        return output.ExitCode == 0 ? "" : $"exit code {output.ExitCode}\n{output.Text}{output.Error}";
    }
}
