using Gateway.Caching;

namespace Gateway.Telemetry;

/// <summary>The last hour of all requests, in steps of five seconds: for charts that are there before anybody has begun to look. Takes half a megabyte.</summary>
internal sealed class RequestHistory
{
    /// <summary>How many steps are remembered.</summary>
    public const int Steps = 720;

    /// <summary>How long one is.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;
    private readonly long _began;
    // One more, which is being counted.
    private readonly HistoryStep[] _steps = [.. Enumerable.Range(0, Steps + 1).Select(_ => new HistoryStep())];

    public RequestHistory(TimeProvider time)
    {
        _time = time;
        _began = time.GetTimestamp();
        Began = time.GetUtcNow();
    }

    /// <summary>When it began, which is when the gateway started.</summary>
    public DateTimeOffset Began { get; }

    // By the steady clock: the other one may be set back.
    private long Now => _time.GetElapsedTime(_began).Ticks / Step.Ticks;

    /// <summary>Counts a request that has ended. Allocates nothing.</summary>
    public void Add(string outcome, CacheOutcome? cache, TimeSpan elapsed)
    {
        var now = Now;
        _steps[now % _steps.Length].Add(now, outcome, cache, elapsed);
    }

    /// <summary>The number of the last whole step; -1 before there is one.</summary>
    public long Last => Now - 1;

    /// <summary>When a step began.</summary>
    public DateTimeOffset BeginOf(long step) => Began + (step * Step);

    /// <summary>What happened in a step.</summary>
    public HistoryPoint Of(long step) => _steps[step % _steps.Length].Read(step);

    /// <summary>The numbers of the whole steps that are remembered, oldest first.</summary>
    public IEnumerable<long> Remembered
    {
        get
        {
            var last = Last;
            for (var step = Math.Max(0, last - Steps + 1); step <= last; step++)
            {
                yield return step;
            }
        }
    }
}
