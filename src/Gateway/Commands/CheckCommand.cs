using Gateway.Settings;

namespace Gateway.Commands;

/// <summary><c>gateway check</c>: reads the settings as a start would, and shows what they come to.</summary>
internal static class CheckCommand
{
    public const string Usage = """
        Usage: gateway check [--settings=FOLDER] [--Section:Key=value...]

        Reads the settings with everything they point to (keys, certificates, passwords) as a start would, and starts nothing.
        Shows listeners, routes and what stands out in them.

        Exit codes: 0 right, 2 the settings are wrong.

        """;

    public static async Task<int> RunAsync(string[] args, Terminal terminal)
    {
        try
        {
            var sources = SettingsSources.Find(args, SettingsSources.ProcessEnvironment());
            var reading = SettingsReader.Read(sources);
            await terminal.Output.WriteLineAsync($"The settings of {sources.Folder} are right.");
            foreach (var line in SettingsReport.Of(reading))
            {
                await terminal.Output.WriteLineAsync(line);
            }

            return ExitCode.Right;
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
}
