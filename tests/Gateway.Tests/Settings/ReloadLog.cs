using System.Collections.Concurrent;
using Gateway.Tests.EndToEnd;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Settings;

/// <summary>Keeps what a running gateway logs, and wakes who waits for an event.</summary>
internal sealed class ReloadLog : ILoggerProvider
{
    private readonly ConcurrentQueue<Line> _lines = [];
    private readonly SemaphoreSlim _written = new(0);

    /// <summary>The lines of one event so far.</summary>
    public IReadOnlyList<Line> Of(int id) => [.. _lines.Where(line => line.Id == id)];

    /// <summary>All lines so far.</summary>
    public IReadOnlyList<Line> Lines => [.. _lines];

    /// <summary>Waits until the event was logged this often.</summary>
    public async Task<Line> WaitForAsync(int id, int times = 1)
    {
        while (Of(id).Count < times)
        {
            (await _written.WaitAsync(Patience.Longest, TestContext.Current.CancellationToken)).Should().BeTrue($"event {id} was to come {times} times");
        }

        return Of(id)[times - 1];
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose() => _written.Dispose();

    internal sealed record Line(int Id, LogLevel Level, string Text);

    private sealed class Logger(ReloadLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            log._lines.Enqueue(new Line(eventId.Id, logLevel, formatter(state, exception)));
            log._written.Release();
        }
    }
}
