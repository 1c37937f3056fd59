using System.Diagnostics;
using System.Net;

namespace Gateway.Bench.Checksums;

/// <summary>A module proxy at the other end of a line of a given breadth.</summary>
internal sealed class PacedOrigin : IAsyncDisposable
{
    private const int Piece = 16 * 1024;

    private readonly WebApplication _app;

    private PacedOrigin(string folder, TimeSpan delay, double bytesPerSecond)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(async context =>
        {
            var file = Path.Combine(folder, context.Request.Path.Value![1..]);
            if (!File.Exists(file))
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            var body = await File.ReadAllBytesAsync(file, context.RequestAborted);
            context.Response.ContentLength = body.Length;
            await Task.Delay(delay, context.RequestAborted);
            var began = Stopwatch.GetTimestamp();
            for (var sent = 0; sent < body.Length; sent += Piece)
            {
                var ahead = TimeSpan.FromSeconds(sent / bytesPerSecond) - Stopwatch.GetElapsedTime(began);
                if (ahead > TimeSpan.FromMilliseconds(1))
                {
                    await Task.Delay(ahead, context.RequestAborted);
                }

                await context.Response.Body.WriteAsync(body.AsMemory(sent, Math.Min(Piece, body.Length - sent)), context.RequestAborted);
            }
        });
    }

    public Uri Address => new(_app.Urls.Single());

    /// <param name="folder">The files of a GOPROXY tree.</param>
    /// <param name="delay">From the request to the first byte.</param>
    /// <param name="bytesPerSecond">How fast the rest comes.</param>
    public static async Task<PacedOrigin> StartAsync(string folder, TimeSpan delay, double bytesPerSecond)
    {
        var origin = new PacedOrigin(folder, delay, bytesPerSecond);
        await origin._app.StartAsync();
        return origin;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
