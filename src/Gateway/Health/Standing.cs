using System.Diagnostics.CodeAnalysis;

namespace Gateway.Health;

/// <summary>What is known of one destination. It outlives reloads of the settings.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "It may be looked at after the settings have forgotten it; semaphores and source hold no handle.")]
internal sealed class Standing
{
    private const int EnoughInVain = 2;
    private const double FirstScore = 0.1;
    private const double DegradedScore = 0.5;

    // Who was away has cold caches and a crowd before the door.
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Transitions _transitions;
    private readonly TimeProvider _time;
    private readonly Relapses _relapses = new();
    private readonly ProbeTally _answers;
    private readonly ProbeTally _speaks;
    private readonly ProbeTally _serves;
    private readonly ProbeTally _reaches;
    private readonly SemaphoreSlim _suspicion = new(0, 1);
    private readonly SemaphoreSlim _doubt = new(0, 1);
    private CancellationTokenSource _silence = new();
    private DateTimeOffset _recovered = DateTimeOffset.MinValue;
    private long _heard;
    private int _inVain;
    private Drain? _drain;
    private HealthState _state;

    public Standing(string cluster, string name, Uri address, HealthOptions options, Transitions transitions, TimeProvider time)
    {
        Cluster = cluster;
        Name = name;
        Address = address;
        Options = options;
        _transitions = transitions;
        _time = time;
        Since = time.GetUtcNow();
        // Whoever answers but does not serve rightly is out as well; not to reach one's own upstream is another matter, with relapses of its own.
        (_answers, _speaks, _serves, _reaches) = (new ProbeTally(_relapses), new ProbeTally(_relapses), new ProbeTally(_relapses), new ProbeTally(new Relapses()));
        Breaker = new Breaker(options, () => _answers.IsUp == true && !_answers.IsInDoubt, _relapses, Reassess, time);
    }

    public string Cluster { get; }

    public string Name { get; }

    public Uri Address { get; }

    public HealthOptions Options { get; }

    public Breaker Breaker { get; }

    /// <summary>How long it takes to begin to answer.</summary>
    public FirstByteTimes FirstByte { get; } = new();

    public HealthState State => _state;

    /// <summary>When it came to be in its state.</summary>
    public DateTimeOffset Since { get; private set; }

    /// <summary>Why it is in its state; empty while nothing was heard of it.</summary>
    public string Evidence { get; private set; } = "";

    /// <summary>Whether requests are sent there: it answers, its breaker lets them through, and nobody has taken it out.</summary>
    public bool IsInRotation => _state is HealthState.Unknown or HealthState.Healthy or HealthState.Degraded || (_state == HealthState.Broken && Breaker.MayAsk);

    /// <summary>How well it is, from 0 to 1: half while it does not reach its upstream, and rising slowly after it came back.</summary>
    public double Score => Math.Clamp((_time.GetUtcNow() - _recovered) / Recovery, FirstScore, 1) * (_state == HealthState.Degraded ? DegradedScore : 1);

    /// <summary>Cancelled when it answers probes no more.</summary>
    public CancellationToken Silence => Volatile.Read(ref _silence).Token;

    /// <summary>Whether the last probe and the verdict differ, so that another look is wanted soon.</summary>
    public bool IsInDoubt
    {
        get
        {
            lock (_gate)
            {
                return _answers.IsInDoubt;
            }
        }
    }

    /// <summary>Whether it has served the module that probes ask for.</summary>
    public bool HasServed
    {
        get
        {
            lock (_gate)
            {
                return _serves.IsUp == true;
            }
        }
    }

    /// <summary>Whether the last look at whether it says anything differs from the verdict.</summary>
    public bool IsSpeakingInDoubt
    {
        get
        {
            lock (_gate)
            {
                return _speaks.IsInDoubt;
            }
        }
    }

    /// <summary>Whether requests in a row were given up that waited for it, and nobody was answered in between.</summary>
    public bool IsWaitedForInVain => Volatile.Read(ref _inVain) >= EnoughInVain;

    /// <summary>It answered something.</summary>
    public void Heard()
    {
        Volatile.Write(ref _heard, _time.GetTimestamp());
        Volatile.Write(ref _inVain, 0);
    }

    /// <summary>A request was given up that waited for it; the second in a row is reason for a deep look.</summary>
    public void WaitedInVain()
    {
        Interlocked.Increment(ref _inVain);
        if (IsWaitedForInVain)
        {
            Release(_doubt);
        }
    }

    /// <summary>Whether it has answered anything, a request or a probe, since a moment of the clock.</summary>
    public bool WasHeardSince(long timestamp) => Volatile.Read(ref _heard) > timestamp;

    /// <summary>A request was treated badly: a probe should look now.</summary>
    public void Suspect() => Release(_suspicion);

    /// <summary>Ends when requests are waited for in vain, or after a while.</summary>
    public Task WaitForDoubtAsync(TimeSpan longest, CancellationToken cancellation) => _doubt.WaitAsync(longest, cancellation);

    /// <summary>Ends when a request was treated badly, or after a while.</summary>
    public Task WaitForSuspicionAsync(TimeSpan longest, CancellationToken cancellation) => _suspicion.WaitAsync(longest, cancellation);

    /// <summary>Whether it answers at all.</summary>
    public void Answered(ProbeVerdict verdict)
    {
        if (verdict.IsMere)
        {
            Volatile.Write(ref _heard, _time.GetTimestamp());
        }
        else if (!verdict.IsSilence)
        {
            Heard();
        }

        Add(_answers, verdict);
        if (!verdict.IsMere || _speaks.IsUp != false)
        {
            Tell(verdict.IsSilence && _answers.IsUp == false);
        }
    }

    /// <summary>Whether it serves a module that it has, rightly.</summary>
    public void Served(ProbeVerdict verdict) => Add(_serves, verdict);

    /// <summary>Whether it says anything, where the cheap look is a connection alone.</summary>
    public void Spoke(ProbeVerdict verdict)
    {
        if (verdict.IsGood)
        {
            Heard();
        }

        Add(_speaks, verdict);
        Tell(_speaks.IsUp == false);
    }

    /// <summary>Whether it reaches what it fetches from.</summary>
    public void Reached(ProbeVerdict verdict) => Add(_reaches, verdict);

    /// <summary>Takes it out of rotation, or lets it back in.</summary>
    public void Drain(Drain? drain)
    {
        lock (_gate)
        {
            _drain = drain;
        }

        Reassess();
    }

    private void Add(ProbeTally tally, ProbeVerdict verdict)
    {
        lock (_gate)
        {
            tally.Add(verdict, Options, _time.GetUtcNow());
        }

        Reassess();
    }

    private static void Release(SemaphoreSlim semaphore)
    {
        if (semaphore.CurrentCount == 0)
        {
            try
            {
                semaphore.Release();
            }
            catch (SemaphoreFullException)
            {
                // Somebody else was as quick.
            }
        }
    }

    private void Tell(bool isSilent)
    {
        if (isSilent)
        {
            // Whoever waits for it goes on elsewhere, and not on the time of the probe.
            _ = _silence.CancelAsync();
        }
        else if (_silence.IsCancellationRequested)
        {
            Volatile.Write(ref _silence, new CancellationTokenSource());
        }
    }

    private void Reassess()
    {
        lock (_gate)
        {
            var (state, evidence) = Assess();
            if (state == _state)
            {
                return;
            }

            var before = _state;
            _state = state;
            Since = _time.GetUtcNow();
            _recovered = before >= HealthState.Unhealthy && state < HealthState.Unhealthy ? Since : _recovered;
            Evidence = before == HealthState.Broken && state == HealthState.Healthy ? Breaker.Evidence : evidence;
            // Within the lock, so that they are told in the order in which they happened.
            _transitions.Add(new Transition(Since, Cluster, Name, before, state, Evidence));
        }
    }

    private (HealthState, string) Assess() =>
        _drain is not null ? (HealthState.Drained, $"{_drain}")
        : Breaker.IsOpen ? (HealthState.Broken, Breaker.Evidence)
        : _answers.IsUp == false ? (HealthState.Unhealthy, _answers.Evidence)
        : _speaks.IsUp == false ? (HealthState.Unhealthy, _speaks.Evidence)
        : _serves.IsUp == false ? (HealthState.Unhealthy, _serves.Evidence)
        : _reaches.IsUp == false ? (HealthState.Degraded, _reaches.Evidence)
        : _answers.IsUp == true ? (HealthState.Healthy, _answers.Evidence)
        : (HealthState.Unknown, "");
}
