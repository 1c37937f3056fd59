using Gateway.Commands;
using Gateway.Credentials;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Relay;

/// <summary>Puts a relay together. It has no settings, no log and nothing of the gateway's: one door, one edge.</summary>
internal static class RelayApp
{
    // A download that is under way may end; who presses Ctrl-C does not wait for long.
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(5);

    /// <exception cref="CredentialException">The files cannot be used.</exception>
    public static WebApplication Build(RelayPlan plan, Terminal terminal, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddHttpForwarder();
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(plan);
        builder.Services.AddSingleton(new EdgeClient(plan, terminal, time));
        builder.Services.AddSingleton<RelayGatekeeper>();
        builder.Services.AddSingleton<RelayEndpoint>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestFarewell);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Listen(plan.Listen, door => door.Protocols = HttpProtocols.Http1);
        });

        var app = builder.Build();
        app.Run(app.Services.GetRequiredService<RelayEndpoint>().HandleAsync);
        return app;
    }
}
