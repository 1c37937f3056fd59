using Microsoft.Extensions.Hosting.Systemd;

namespace Gateway.Systemd;

/// <summary>The door of the feature: systemd hears how the service is, where it is systemd that runs it.</summary>
internal static class SystemdSetup
{
    private const string SocketVariable = "NOTIFY_SOCKET";
    private const string WatchdogVariable = "WATCHDOG_USEC";

    public static void AddSystemd(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(SocketVariable)))
        {
            return;
        }

        builder.Services.AddSingleton(new WatchdogTime(Environment.GetEnvironmentVariable(WatchdogVariable)));
        builder.Services.AddSingleton<ISystemdNotifier, SystemdNotifier>();
        builder.Services.AddHostedService<SystemdWorker>();
    }
}
