using Gateway.Edge;
using Gateway.Settings;
using Yarp.ReverseProxy.Model;

namespace Gateway.Lab;

/// <summary>The gateway as it ships, in this process, on a settings folder of its own.</summary>
internal sealed class LabGateway : IAsyncDisposable
{
    // Requests that an origin holds would otherwise keep the gateway for half a minute.
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(2);

    private readonly DirectoryInfo _folder;

    private LabGateway(DirectoryInfo folder, WebApplication app, HttpClient client)
    {
        _folder = folder;
        App = app;
        Client = client;
    }

    public WebApplication App { get; }

    /// <summary>Asks the listener <c>Plain</c>; redirects, proxies and cookies are off, so that answers are seen as they come.</summary>
    public HttpClient Client { get; }

    /// <summary>The address of the listener <c>Plain</c>, as GOPROXY takes it.</summary>
    public string GoProxy => AddressOf("Plain").GetLeftPart(UriPartial.Authority);

    /// <summary>The settings file.</summary>
    public string SettingsFile => Path.Combine(_folder.FullName, "appsettings.json");

    /// <summary>Starts a gateway.</summary>
    /// <exception cref="SettingsException">The settings are wrong.</exception>
    /// <exception cref="IOException">An address is taken.</exception>
    public static Task<LabGateway> StartAsync(string settings, params string[] args) =>
        StartAsync(folder => File.WriteAllTextAsync(Path.Combine(folder.FullName, "appsettings.json"), settings), args, TimeProvider.System);

    /// <summary>Starts a gateway with a clock of the caller's.</summary>
    public static Task<LabGateway> StartAsync(LabSettings settings, TimeProvider time) => StartAsync(settings.WriteAsync, [], time);

    public static Task<LabGateway> StartAsync(LabSettings settings, params string[] args) => StartAsync(settings.WriteAsync, args, TimeProvider.System);

    public Uri AddressOf(string listener) => App.Services.GetRequiredService<Listeners>().AddressOf(listener);

    /// <summary>YARP's live state of a cluster's destinations.</summary>
    public IEnumerable<DestinationState> Destinations(string cluster) =>
        App.Services.GetRequiredService<CurrentSnapshot>().Value.Upstreams[cluster].Destinations.Select(destination => destination.State);

    /// <summary>Writes new settings and reloads at once, as the watcher would a moment later. Whether they were taken.</summary>
    public async Task<bool> ReloadAsync(string settings)
    {
        // In one step: the watcher may look while it is written.
        await File.WriteAllTextAsync(SettingsFile + ".new", settings);
        File.Move(SettingsFile + ".new", SettingsFile, overwrite: true);
        return await App.Services.GetRequiredService<SettingsReloader>().ReloadAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using var bounded = new CancellationTokenSource(LongestFarewell);
        await App.StopAsync(bounded.Token);
        await App.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task<LabGateway> StartAsync(Func<DirectoryInfo, Task> writeAsync, string[] args, TimeProvider time)
    {
        var folder = Directory.CreateTempSubdirectory("gateway-");
        WebApplication? app = null;
        try
        {
            await writeAsync(folder);
            app = GatewayApp.Build([$"--settings={folder.FullName}", .. args], time);
            await GatewayApp.StartAsync(app);
            var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false };
            var address = app.Services.GetRequiredService<Listeners>().AddressOf("Plain");
            return new LabGateway(folder, app, new HttpClient(handler) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) });
        }
        catch
        {
            if (app is not null)
            {
                await app.DisposeAsync();
            }

            folder.Delete(recursive: true);
            throw;
        }
    }
}
