using Gateway.Checking;
using Gateway.Settings;

namespace Gateway.Commands;

/// <summary><c>gateway check</c>: reads the settings as a start would, and shows what they come to.</summary>
internal static class CheckCommand
{
    public const string Usage = """
        Usage: gateway check [--live] [--settings=FOLDER] [--Section:Key=value...]

        Reads the settings with everything they point to (keys, certificates, passwords) as a start would, and starts nothing.
        Shows listeners, routes and what stands out in them.

          --live   also asks every destination of every cluster, with its credentials, for what go would ask it for: list, latest, info, mod and zip
                   of Upstreams:NAME:ProbeModule, and a version that cannot exist; of checksum databases head, record and tile. Names what is
                   wrong and what to do about it.

        Exit codes: 0 right, 1 a destination does not serve what it should, 2 the settings are wrong.

        """;

    private const string Live = "--live";

    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellation)
    {
        string[] rest = [.. args.Where(arg => arg != Live)];
        try
        {
            var sources = SettingsSources.Find(rest, SettingsSources.ProcessEnvironment());
            var reading = SettingsReader.Read(sources);
            await terminal.Output.WriteLineAsync($"The settings of {sources.Folder} are right.");
            foreach (var line in SettingsReport.Of(reading))
            {
                await terminal.Output.WriteLineAsync(line);
            }

            return args.Contains(Live) ? await AskAsync(rest, terminal, cancellation) : ExitCode.Right;
        }
        catch (SettingsException wrong)
        {
            foreach (var fault in wrong.Faults)
            {
                await terminal.Error.WriteLineAsync($"gateway check: {fault}");
            }

            return ExitCode.Wrong;
        }
    }

    /// <summary>Asks with the gateway as it ships, which is built and never started.</summary>
    private static async Task<int> AskAsync(string[] args, Terminal terminal, CancellationToken cancellation)
    {
        await using var gateway = GatewayApp.Build(args, isSilent: true);
        var reports = await gateway.Services.GetRequiredService<LiveCheck>().RunAsync(cancellation);
        foreach (var line in LiveText.Of(reports))
        {
            await terminal.Output.WriteLineAsync(line);
        }

        return reports.All(report => report.Faults.Count == 0) ? ExitCode.Right : ExitCode.No;
    }
}
