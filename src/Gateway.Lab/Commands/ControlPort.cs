using System.Net;

namespace Gateway.Lab.Commands;

/// <summary>The lab's commands over HTTP on a loopback port: POST /nexus/down is what <c>nexus down</c> is at the prompt.</summary>
internal sealed class ControlPort : IAsyncDisposable
{
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(2);

    private readonly WebApplication _app;

    private ControlPort(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<ControlPort> StartAsync(int port, LabCommands commands)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        var app = builder.Build();
        app.Run(context => HandleAsync(context, commands));
        try
        {
            await app.StartAsync();
            return new ControlPort(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var bounded = new CancellationTokenSource(LongestFarewell);
        await _app.StopAsync(bounded.Token);
        await _app.DisposeAsync();
    }

    private static async Task HandleAsync(HttpContext context, LabCommands commands)
    {
        var (status, text) = ControlDoor.FindFault(context.Request) ?? await AnswerAsync(context, commands);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(text + "\n");
    }

    private static async Task<(int Status, string Text)> AnswerAsync(HttpContext context, LabCommands commands)
    {
        // A module path has slashes of its own, and it is always the third word.
        var words = context.Request.Path.Value!.Split('/', 3, StringSplitOptions.RemoveEmptyEntries);
        if (HttpMethods.IsGet(context.Request.Method) && words is [] or ["help"] or ["status"])
        {
            return (StatusCodes.Status200OK, $"{HelpText.Commands}\nOver HTTP: POST /nexus/down, and so on.\n\n{commands.Status}");
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, POST";
            return (StatusCodes.Status405MethodNotAllowed, "GET / shows the help and the state; commands are posted: POST /nexus/down");
        }

        var reply = await commands.RunAsync(words);
        return (reply.IsUnderstood ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest, reply.Text);
    }
}
