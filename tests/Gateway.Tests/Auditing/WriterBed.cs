using Gateway.Auditing;
using Gateway.Tests.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Auditing;

/// <summary>The writer of a log as a gateway has it, without the gateway around it.</summary>
internal sealed class WriterBed : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly LoggerFactory _loggers;

    public WriterBed(AuditBed bed, TimeProvider time, AuditSigner? signer = null)
    {
        var options = new AuditingOptions { File = bed.Log };
        var metrics = ActivatorUtilities.CreateInstance<AuditMetrics>(_services);
        _loggers = new LoggerFactory([Log]);
        Queue = new AuditQueue(options, metrics, time);
        var (chain, journal) = bed.Journal(time, options, signer: signer);
        Writer = new AuditWriter(Queue, options, chain, journal, null, null, "test-1", metrics, _loggers.CreateLogger<AuditWriter>(), time);
    }

    public AuditQueue Queue { get; }

    public AuditWriter Writer { get; }

    public ReloadLog Log { get; } = new();

    /// <summary>Hands over what an operator did, in so many bytes at least.</summary>
    public void Add(int bytes = 0) => Queue.Add(new OperationEntry
    {
        Time = DateTimeOffset.UnixEpoch,
        Action = "purge",
        Target = "example.org/hello@v1.0.0",
        Reason = new string('x', bytes),
        Client = "127.0.0.1",
        Caller = default,
    });

    public async ValueTask DisposeAsync()
    {
        // Far above what it takes: a test that has failed already may have left it a clock that stands.
        using var bounded = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await Writer.StopAsync(bounded.Token);
        Writer.Dispose();
        Queue.Dispose();
        _loggers.Dispose();
        await _services.DisposeAsync();
    }
}
