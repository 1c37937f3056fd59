using Gateway.Edge.Listening;
using Gateway.Settings;

namespace Gateway.Edge;

/// <summary>The door of the feature: listeners and the module endpoint.</summary>
internal static class EdgeSetup
{
    public static void AddEdge(this WebApplicationBuilder builder, SettingsReading reading)
    {
        var listeners = new Listeners(reading.Settings);
        builder.Services.AddSingleton(listeners);
        builder.Services.AddSingleton<ModuleEndpoint>();
        builder.Services.AddSingleton<KnownRequests>();
        builder.Services.AddSingleton<ModuleAnswers>();
        builder.Services.AddSingleton<EdgeMetrics>();
        builder.Services.AddSingleton<Twins>();
        if (OperatingSystem.IsLinux())
        {
            // Processor time passes by the real clock.
            builder.Services.AddHostedService(static _ => new SocketThreads(TimeProvider.System));
        }

        // A connection without a request holds a buffer of 4 KB, and each request is read with one system call in place of three.
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().UseSockets(static sockets => sockets.WaitForDataBeforeAllocatingBuffer = false).ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            foreach (var listener in listeners.All.Values)
            {
                listener.Bind(server, reading.ServerCertificates.Find(listener.Name));
            }
        });
    }

    /// <summary>Finds out whose request it is that a proxy in front hands on. Comes before everything that asks for the client's address.</summary>
    public static void UseForwardedAddresses(this WebApplication app) => app.Use(new ForwardedAddress(app.Services.GetRequiredService<CurrentSnapshot>()).InvokeAsync);

    /// <summary>Marks requests that only repeat a refused one, for everybody who counts.</summary>
    public static void UseTwins(this WebApplication app) => app.Use(app.Services.GetRequiredService<Twins>().InvokeAsync);

    /// <summary>Everything that does not come in on the operators' listener is for the module endpoint.</summary>
    public static void UseModules(this WebApplication app)
    {
        var endpoint = app.Services.GetRequiredService<ModuleEndpoint>();
        app.Run(endpoint.HandleAsync);
        app.Lifetime.ApplicationStarted.Register(() => Announce(app));
    }

    private static void Announce(WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILogger<ModuleEndpoint>>();
        var listeners = app.Services.GetRequiredService<Listeners>().All.Values;
        foreach (var listener in listeners)
        {
            logger.Listening(listener.Address, listener.Name);
        }

        logger.Ready(listeners.First(listener => !listener.IsOps).GoProxy);
    }
}
