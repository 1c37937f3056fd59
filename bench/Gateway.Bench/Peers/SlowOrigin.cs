using System.Net;

namespace Gateway.Bench.Peers;

/// <summary>A module proxy that answers after a fixed time, as one at the other end of a line does.</summary>
internal sealed class SlowOrigin : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _asked;

    private SlowOrigin(Func<string, byte[]?> find, TimeSpan delay)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(async context =>
        {
            Interlocked.Increment(ref _asked);
            if (delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, context.RequestAborted);
            }

            var body = find(context.Request.Path.Value![1..]);
            context.Response.StatusCode = body is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
            context.Response.ContentLength = body?.Length ?? 0;
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        });
    }

    public Uri Address => new(_app.Urls.Single());

    /// <summary>How many requests it has seen.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <param name="find">The body for a path without its leading slash; null for "not found".</param>
    /// <param name="delay">From the request to the first byte.</param>
    public static async Task<SlowOrigin> StartAsync(Func<string, byte[]?> find, TimeSpan delay)
    {
        var origin = new SlowOrigin(find, delay);
        await origin._app.StartAsync();
        return origin;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
