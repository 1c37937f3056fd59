using Gateway.Settings;
using Microsoft.AspNetCore.Connections;

namespace Gateway.Commands;

/// <summary><c>gateway</c>: runs until it is told to stop.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(string[] args, Terminal terminal)
    {
        try
        {
            await using var app = GatewayApp.Build(args);
            await GatewayApp.StartAsync(app);
            await app.WaitForShutdownAsync();
            return ExitCode.Right;
        }
        catch (SettingsException wrong)
        {
            foreach (var fault in wrong.Faults)
            {
                await terminal.Error.WriteLineAsync($"gateway: {fault}");
            }

            return ExitCode.Wrong;
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            await terminal.Error.WriteLineAsync($"gateway: {taken.Message} Another process listens there; change Listeners or stop it.");
            return ExitCode.Wrong;
        }
    }
}
