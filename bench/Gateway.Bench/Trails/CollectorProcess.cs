using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using Gateway.Tests.EndToEnd;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Bench.Trails;

/// <summary>A collector as a process of its own: it takes what it is sent over OTLP/HTTP and keeps nothing, or takes it and never answers.</summary>
internal sealed class CollectorProcess : IAsyncDisposable
{
    /// <summary>The argument with which this program is the collector.</summary>
    public const string Argument = "collector";

    private const string Hanging = "hanging";

    private readonly Process _process;

    private CollectorProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Starts it.</summary>
    public static async Task<CollectorProcess> StartAsync(bool isHanging, CancellationToken cancellation)
    {
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        string[] arguments = [typeof(CollectorProcess).Assembly.Location, Argument, .. isHanging ? [Hanging] : Array.Empty<string>()];
        var process = Process.Start(Execution.Start(dotnet, arguments, Path.GetTempPath(), new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" }))!;
        return await process.StandardOutput.ReadLineAsync(cancellation) is { } address
            ? new CollectorProcess(process, new Uri(address))
            : throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(cancellation));
    }

    /// <summary>What that process does, until its input ends.</summary>
    public static async Task<int> RunAsync(string[] words)
    {
        var isHanging = words is [Hanging];
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static server => server.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http1));
        await using var app = builder.Build();
        app.Run(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            if (isHanging)
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            context.Response.ContentType = "application/x-protobuf";
        });
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        await Console.In.ReadToEndAsync();
        return ExitCode.Right;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
