using System.Text.RegularExpressions;

namespace Gateway.Tests.EndToEnd;

/// <summary>Reads the lines of a program while it runs, so that a test can wait for one instead of for time.</summary>
internal sealed class LineLog : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly Task _reading;
    private TaskCompletionSource _more = NewSource();
    private bool _isOver;

    public LineLog(StreamReader reader) => _reading = ReadAsync(reader);

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Waits until this many lines match; the last of them.</summary>
    /// <exception cref="EndOfStreamException">The program ended without them.</exception>
    /// <exception cref="TimeoutException">They did not come before the cancellation.</exception>
    public async Task<Match> FindAsync(Regex wanted, int count, CancellationToken cancellation)
    {
        while (true)
        {
            var (more, isOver) = Now();
            if (Lines.Select(line => wanted.Match(line)).Where(match => match.Success).Skip(count - 1).FirstOrDefault() is { } found)
            {
                return found;
            }

            var missing = $"{count} lines of {wanted} are not in:\n{string.Join('\n', Lines)}";
            if (isOver)
            {
                throw new EndOfStreamException(missing);
            }

            try
            {
                await more.WaitAsync(cancellation);
            }
            catch (OperationCanceledException late)
            {
                throw new TimeoutException(missing, late);
            }
        }
    }

    /// <summary>Waits until the program has closed it: an end is seen sooner than the last lines.</summary>
    public Task EndsAsync(CancellationToken cancellation) => _reading.WaitAsync(cancellation);

    public async ValueTask DisposeAsync() => await _reading;

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private (Task More, bool IsOver) Now()
    {
        lock (_lock)
        {
            return (_more.Task, _isOver);
        }
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (!_isOver)
        {
            var line = await reader.ReadLineAsync();
            lock (_lock)
            {
                _isOver = line is null;
                _lines.AddRange(line is null ? [] : [line]);
                _more.SetResult();
                _more = NewSource();
            }
        }
    }
}
