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
            return CodeAfter(app.Services.GetServices<IHostedService>());
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

    /// <summary>A worker that failed has stopped the host, which the log tells: whoever watches over the process is to start it again.</summary>
    public static int CodeAfter(IEnumerable<IHostedService> workers) =>
        workers.OfType<BackgroundService>().Any(worker => worker.ExecuteTask is { IsFaulted: true }) ? ExitCode.No : ExitCode.Right;
}
