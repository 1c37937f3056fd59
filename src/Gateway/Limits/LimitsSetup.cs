using Gateway.Edge;
using Gateway.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Limits;

/// <summary>The door of the feature: how much is given to whom. On the operators' listener only guessing is slowed.</summary>
internal static class LimitsSetup
{
    private const int Kilobyte = 1024;

    public static void AddLimits(this WebApplicationBuilder builder, SettingsReading reading)
    {
        var connections = reading.Settings.Limits.Connections;
        builder.Services.AddSingleton(connections);
        builder.Services.AddSingleton<ConnectionBounds>();
        builder.Services.AddSingleton<LimitsMetrics>();
        builder.Services.AddSingleton<WaitingRoom>();
        builder.Services.AddSingleton<Limiter>();
        builder.Services.AddSingleton<LongRequests>();
        builder.Services.AddHostedService(static provider => provider.GetRequiredService<LongRequests>());
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.Limits.MaxRequestHeadersTotalSize = connections.HeadKilobytes * Kilobyte;
            server.Limits.MaxRequestHeaderCount = connections.Headers;
            server.Limits.MaxRequestLineSize = connections.LineKilobytes * Kilobyte;
            server.Limits.RequestHeadersTimeout = connections.HeadTimeout;
            server.Limits.KeepAliveTimeout = connections.IdleTimeout;
            server.Limits.MinRequestBodyDataRate = new MinDataRate(connections.SlowestUpload, connections.Grace);
            server.Limits.MinResponseDataRate = new MinDataRate(connections.SlowestDownload, connections.Grace);
            server.Limits.Http2.MaxStreamsPerConnection = connections.Streams;
            server.Limits.Http2.MaxRequestHeaderFieldSize = connections.HeadKilobytes * Kilobyte;
        });
    }

    /// <summary>Counts and watches a listener's connections. Comes after whatever finds the client's address and before TLS.</summary>
    public static void UseConnectionBounds(this ListenOptions bound, Listener listener)
    {
        if (!listener.IsOps)
        {
            var bounds = bound.ApplicationServices.GetRequiredService<ConnectionBounds>();
            var watch = bound.ApplicationServices.GetRequiredService<LongRequests>();
            bound.Use(next => connection => bounds.InvokeAsync(connection, next));
            bound.Use(next => connection => watch.InvokeAsync(connection, next));
        }
    }

    /// <summary>Comes before everything that has to be known of a client.</summary>
    public static void UseLimits(this WebApplication app) => app.Use(app.Services.GetRequiredService<Limiter>().InvokeAsync);
}
