using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Lab.Collecting;

/// <summary>A collector on a loopback port that keeps what it is sent, over gRPC (HTTP/2 without TLS) or over HTTP.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    // The flag of compression and the length.
    private const int GrpcPrefix = 5;

    private readonly WebApplication _app;
    private readonly bool _isGrpc;
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OtlpCollector(WebApplication app, bool isGrpc) => (_app, _isGrpc) = (app, isGrpc);

    public Uri Address => new(_app.Urls.Single());

    public ConcurrentQueue<CollectedSpan> Spans { get; } = [];

    public ConcurrentQueue<string> Metrics { get; } = [];

    public ConcurrentQueue<CollectedLog> Logs { get; } = [];

    /// <summary>What was shown in <c>Authorization</c>.</summary>
    public ConcurrentQueue<string> Authorizations { get; } = [];

    /// <summary>Requests that came in.</summary>
    public int Asked => _asked;

    /// <summary>Whether it takes requests and says nothing.</summary>
    public bool IsSilent { get; set; }

    private int _asked;

    public static async Task<OtlpCollector> StartAsync(bool isGrpc)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
            server.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = isGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        var app = builder.Build();
        var collector = new OtlpCollector(app, isGrpc);
        app.Run(collector.TakeAsync);
        await app.StartAsync();
        return collector;
    }

    public async ValueTask DisposeAsync()
    {
        _released.TrySetResult();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        Interlocked.Increment(ref _asked);
        if (IsSilent)
        {
            await _released.Task;
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Authorizations.Enqueue(context.Request.Headers.Authorization.ToString());
        Keep(context.Request.Path.Value!, new ProtoMessage(body.ToArray().AsMemory(_isGrpc ? GrpcPrefix : 0)));
        context.Response.ContentType = _isGrpc ? "application/grpc" : "application/x-protobuf";
        if (_isGrpc)
        {
            context.Response.AppendTrailer("grpc-status", "0");
            await context.Response.Body.WriteAsync(new byte[GrpcPrefix]);
        }
    }

    private void Keep(string path, ProtoMessage request)
    {
        switch (path)
        {
            case "/v1/traces" or "/opentelemetry.proto.collector.trace.v1.TraceService/Export":
                OtlpReading.Spans(request).ToList().ForEach(Spans.Enqueue);
                break;
            case "/v1/metrics" or "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export":
                OtlpReading.Metrics(request).ToList().ForEach(Metrics.Enqueue);
                break;
            case "/v1/logs" or "/opentelemetry.proto.collector.logs.v1.LogsService/Export":
                OtlpReading.Logs(request).ToList().ForEach(Logs.Enqueue);
                break;
            default:
                throw new InvalidOperationException($"A collector is not asked for {path}.");
        }
    }
}
