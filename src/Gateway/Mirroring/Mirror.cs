using System.Threading.Channels;
using Gateway.Health;
using Gateway.Settings;
using Gateway.Upstreams;
using GoModules;

namespace Gateway.Mirroring;

/// <summary>One mirror: which requests it gets, what waits for it, and the workers that send. Whatever becomes of it is felt by no client.</summary>
internal sealed class Mirror : IDisposable
{
    // Bodies that copies hold for their hash, beyond which copies go without: most of them are in the cache's memory anyway.
    private const long MostHeldBytes = 64 * 1024 * 1024;

    private readonly CurrentSnapshot _current;
    private readonly MirrorSender _sender;
    private readonly ILogger _logger;
    private readonly ModulePatterns? _modules;
    private readonly Channel<MirrorCopy> _queue;
    private readonly Breaker _breaker;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _over = new();
    private Task _running = Task.CompletedTask;
    private long _heldBytes;
    private int _turn;
    private volatile bool _isLeftAlone;
    private long _leftAloneTicks;

    public Mirror(string name, MirrorOptions options, CurrentSnapshot current, MirrorSender sender, MirrorDifferences differences, MirrorMetrics metrics, ILogger logger, TimeProvider time)
    {
        (Name, Options, Differences, Tally) = (name, options, differences, new MirrorTally(name, metrics, time));
        (_current, _sender, _logger, _time) = (current, sender, logger, time);
        _modules = options.Modules.Count == 0 ? null : new ModulePatterns(options.Modules);
        _queue = Channel.CreateBounded<MirrorCopy>(new BoundedChannelOptions(options.QueueLength));
        _breaker = new Breaker(new HealthOptions(), static () => false, new Relapses(), TellChange, time);
    }

    public string Name { get; }

    public MirrorOptions Options { get; }

    public MirrorDifferences Differences { get; }

    public MirrorTally Tally { get; }

    /// <summary>How many copies wait.</summary>
    public int Waiting => _queue.Reader.Count;

    /// <summary>Why it is left alone; null when it is not.</summary>
    public string? WhyLeftAlone => _breaker.IsOpen ? _breaker.Evidence : null;

    /// <summary>Since when it is left alone; null when it is not.</summary>
    public DateTimeOffset? LeftAloneSince => _isLeftAlone ? new DateTimeOffset(Volatile.Read(ref _leftAloneTicks), TimeSpan.Zero) : null;

    /// <summary>Whether nobody could be asked now: the cluster has no destination that gets requests.</summary>
    public bool HasNobody => _current.Value.Upstreams.GetValueOrDefault(Options.Cluster)?.Destinations.Any(IsAsked) != true;

    /// <summary>Whether it gets copies of a request.</summary>
    public bool Wants(GoRequest request, string requestId) =>
        !request.IsChecksum
        && (Options.Kinds.Count == 0 || Options.Kinds.Contains(request.Kind))
        && (_modules is null || _modules.Matches(request.Module))
        && StableShare.Has(requestId, Options.Sample);

    /// <summary>Whether it takes a copy now; counted when it does not. Asked before one is made, so that a mirror that is ill costs next to nothing.</summary>
    public bool MayTake(GoRequest request)
    {
        DropReason? reason = !MayHear(_current.Value, request) ? DropReason.Private
            : _breaker.IsOpen && !_breaker.MayAsk ? DropReason.BreakerOpen
            : _queue.Reader.Count >= Options.QueueLength ? DropReason.QueueFull
            : null;
        if (reason is { } known)
        {
            Tally.Drop(known);
        }

        return reason is null;
    }

    /// <summary>Takes a copy, or counts why not. Never waits.</summary>
    public void Offer(MirrorCopy copy)
    {
        if (Interlocked.Add(ref _heldBytes, HeldBy(copy)) > MostHeldBytes)
        {
            Interlocked.Add(ref _heldBytes, -HeldBy(copy));
            copy = copy with { Served = copy.Served!.WithoutBody() };
        }

        if (!_queue.Writer.TryWrite(copy))
        {
            Interlocked.Add(ref _heldBytes, -HeldBy(copy));
            Tally.Drop(DropReason.QueueFull);
        }
    }

    /// <summary>Begins to send.</summary>
    public void Start() => _running = RunAsync();

    /// <summary>Takes nothing more, and sends what waits for as long as the settings say, or until the gateway is in a hurry.</summary>
    public async Task EndAsync(CancellationToken hurry)
    {
        _queue.Writer.TryComplete();
        try
        {
            await _running.WaitAsync(Options.StopTimeout, _time, hurry);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            await _over.CancelAsync();
            await _running;
        }
    }

    public void Dispose() => _over.Dispose();

    private async Task RunAsync()
    {
        await Task.WhenAll(Enumerable.Range(0, Options.RequestsAtOnce).Select(_ => Task.Run(() => WorkAsync(_over.Token))));
        // Its time is over.
        while (_queue.Reader.TryRead(out _))
        {
            Tally.Drop(DropReason.Stopping);
        }
    }

    private async Task WorkAsync(CancellationToken stopping)
    {
        try
        {
            await foreach (var copy in _queue.Reader.ReadAllAsync(stopping))
            {
                await SendAsync(copy, stopping);
                Interlocked.Add(ref _heldBytes, -HeldBy(copy));
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Its time is over.
        }
    }

    private async Task SendAsync(MirrorCopy copy, CancellationToken stopping)
    {
        try
        {
            if (await TrySendAsync(copy, stopping) is { } reason)
            {
                Tally.Drop(reason);
            }
            else
            {
                Tally.Arrived();
            }
        }
        catch (Exception unexpected)
        {
            Tally.Drop(DropReason.Failed);
            _logger.MirrorFailed(Name, unexpected);
        }
    }

    private async Task<DropReason?> TrySendAsync(MirrorCopy copy, CancellationToken stopping)
    {
        var snapshot = _current.Value;
        if (!MayHear(snapshot, copy.Request))
        {
            // The settings may have changed while it waited.
            return DropReason.Private;
        }

        if (snapshot.Upstreams.GetValueOrDefault(Options.Cluster) is not { } upstream || FindDestination(upstream) is not { } destination)
        {
            return DropReason.NoDestination;
        }

        using var turn = upstream.Rate.TryTake();
        if (turn is null)
        {
            return DropReason.Rate;
        }

        var outcome = await _breaker.AskAsync(() => _sender.SendAsync(copy, upstream, destination, snapshot.Settings, stopping));
        return outcome?.Kind switch
        {
            null => DropReason.BreakerOpen,
            OutcomeKind.TimedOut => DropReason.Timeout,
            OutcomeKind.Unreachable => DropReason.Failed,
            OutcomeKind.ClientGone => DropReason.Stopping,
            _ => null,
        };
    }

    private bool MayHear(Snapshot snapshot, GoRequest request) =>
        !snapshot.Routes.IsPrivate(request.Module) || snapshot.Upstreams.GetValueOrDefault(Options.Cluster) is { IsInternal: true };

    /// <summary>One destination in rotation after the other.</summary>
    private Destination? FindDestination(Upstream upstream)
    {
        var inRotation = upstream.Destinations.Where(IsAsked).ToList();
        return inRotation.Count == 0 ? null : inRotation[(int)((uint)Interlocked.Increment(ref _turn) % (uint)inRotation.Count)];
    }

    private static bool IsAsked(Destination destination) => destination.Standing.IsInRotation && !destination.IsDown;

    private void TellChange()
    {
        if (_breaker.IsOpen && !_isLeftAlone)
        {
            Volatile.Write(ref _leftAloneTicks, _time.GetUtcNow().UtcTicks);
            _isLeftAlone = true;
            _logger.MirrorLeftAlone(Name, _breaker.Evidence);
        }
        else if (!_breaker.IsOpen && _isLeftAlone)
        {
            _isLeftAlone = false;
            _logger.MirrorBack(Name, Tally.Dropped.Values.Sum());
        }
    }

    private static long HeldBy(MirrorCopy copy) => copy.Served?.Held ?? 0;
}
