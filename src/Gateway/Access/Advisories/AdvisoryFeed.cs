using System.Security.Cryptography;
using GoModules.Advisories;

namespace Gateway.Access.Advisories;

/// <summary>A feed and what was last read of it, which holds for as long as nothing newer can be had.</summary>
internal sealed class AdvisoryFeed : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly AdvisoriesMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<AdvisoryFeed> _logger;
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationToken _ending;

    // Made by the first reading: an authority's file that cannot be read is trouble of the feed, and none of whoever publishes settings.
    private IAdvisorySource? _source;
    private Task _reading = Task.CompletedTask;
    private DateTimeOffset _due = DateTimeOffset.MinValue;
    private volatile FeedState _state = FeedState.Unread;

    public AdvisoryFeed(string name, AdvisoryFeedOptions options, AdvisoriesMetrics metrics, TimeProvider time, ILogger<AdvisoryFeed> logger)
    {
        Name = name;
        Options = options;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        _ending = _end.Token;
        Tally = new FeedTally(time);
    }

    public string Name { get; }

    public AdvisoryFeedOptions Options { get; }

    /// <summary>What is known now.</summary>
    public FeedState State => _state;

    /// <summary>What requests met of it since the start.</summary>
    public FeedTally Tally { get; }

    /// <summary>Reads it again when it is time for that; ends with the reading that is under way, and never fails.</summary>
    public Task RefreshIfDueAsync()
    {
        lock (_gate)
        {
            if (_reading.IsCompleted && IsDue(_time.GetUtcNow()) && !_ending.IsCancellationRequested)
            {
                _reading = Task.Run(RefreshAsync);
            }

            return _reading;
        }
    }

    /// <summary>Takes over what another feed of the same name knew, until this one was read.</summary>
    public void Inherit(AdvisoryFeed before) => _state = before.State.Mended();

    public void Dispose()
    {
        _end.Cancel();
        lock (_gate)
        {
            _reading.ContinueWith(_ => _source?.Dispose(), TaskScheduler.Default);
        }
    }

    // A clock that was ahead and is set back must not put off for hours what is done every few minutes.
    private bool IsDue(DateTimeOffset now) => now >= _due || _due - now > Options.Refresh;

    private async Task RefreshAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_ending);
        patience.CancelAfter(Options.Timeout);
        try
        {
            _source ??= AdvisorySource.Create(Options);
            Read(await _source.ReadAsync(patience.Token));
        }
        catch (Exception failure) when (failure is FormatException or HttpRequestException or IOException or UnauthorizedAccessException or CryptographicException or OperationCanceledException)
        {
            if (!_ending.IsCancellationRequested)
            {
                Failed(failure is OperationCanceledException ? $"it was not read within {Options.Timeout}" : failure.Message);
            }
        }
        catch (Exception fault)
        {
            _logger.ReadingFailed(Name, fault);
            Failed(fault.GetType().Name);
        }
    }

    private void Read(AdvisoryIndex? index)
    {
        var (before, now) = (_state, _time.GetUtcNow());
        _state = before.Mended() with { Index = index ?? before.Index, Read = index is null ? before.Read : now, Confirmed = now };
        _due = now + Options.Refresh;
        _metrics.Refreshed(Name, index is null ? "unchanged" : "changed");
        if (index is not null)
        {
            _logger.FeedIsRead(Name, index.Advisories.Count, index.Modules);
        }
        else if (before.Trouble is not null)
        {
            _logger.FeedIsBack(Name);
        }
    }

    private void Failed(string why)
    {
        var (before, now) = (_state, _time.GetUtcNow());
        _state = before with { Trouble = why, Failing = before.Failing ?? now, Failures = before.Failures + 1 };
        _due = now + (Options.Refresh < LongestPause ? Options.Refresh : LongestPause);
        _metrics.Refreshed(Name, "failed");
        if (before.Trouble is null)
        {
            _logger.FeedIsAway(Name, Options.Source, why, before.Index is null
                ? $"nothing is known of it, so versions are {(Options.WhenUnread == UnreadFeed.Serve ? "served unchecked" : "refused")} where a rule asks it"
                : $"what was confirmed at {before.Confirmed:u} holds");
        }
    }
}
