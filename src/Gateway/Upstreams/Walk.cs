using Gateway.Settings;
using GoModules;

namespace Gateway.Upstreams;

/// <summary>One request's way along its chain: what is asked, and everybody who was.</summary>
internal sealed class Walk(GoRequest request, Chain chain, GatewaySettings settings, Asker asker, Revalidation? known, TimeProvider time, CancellationToken cancellation)
{
    // Who is asked beside another one may be so when no time is left.
    private static readonly TimeSpan ShortestPatience = TimeSpan.FromMilliseconds(1);

    private readonly long _started = time.GetTimestamp();
    // Replaced and not added to: who waits for one attempt may look while another one ends.
    private IReadOnlyList<Attempt> _attempts = [];
    private int _roundStart;

    public GoRequest Request { get; } = request;

    public Chain Chain { get; } = chain;

    public GatewaySettings Settings { get; } = settings;

    public FailoverOptions Options => Settings.Failover;

    public Asker Asker { get; } = asker;

    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Every attempt, in the order in which they ended.</summary>
    public IReadOnlyList<Attempt> Attempts => _attempts;

    /// <summary>The attempts since the last back-off.</summary>
    public IEnumerable<Attempt> Round => _attempts.Skip(_roundStart);

    /// <summary>What follows from how the last attempt at a cluster ended; another of its destinations is asked while there was none.</summary>
    public NextStep Step { get; private set; }

    /// <summary>How often everybody who was left was asked again.</summary>
    public int Retries { get; private set; }

    /// <summary>Who is asked again in this round; everybody in the first.</summary>
    public IReadOnlySet<Upstream>? Again { get; private set; }

    /// <summary>Whether asking again was not allowed, because too much is asked again already.</summary>
    public bool IsBudgetSpent { get; set; }

    /// <summary>What is left of the whole request's time.</summary>
    public TimeSpan Left => Options.Deadline - time.GetElapsedTime(_started);

    /// <summary>Whether no further destination may be asked in this round.</summary>
    public bool IsExhausted => CountAsked() >= Options.MaxAttempts || Left <= TimeSpan.Zero;

    /// <summary>How many destinations of a cluster may be asked in this round.</summary>
    public int AttemptsPerCluster => Again is null ? Options.AttemptsPerCluster : 1;

    public bool IsLast(Upstream upstream) => upstream == Chain.Upstreams[^1];

    /// <summary>Whether the cluster is not to be asked in this round: it has spoken for all its destinations, or is no case for asking again.</summary>
    public bool IsDone(Upstream upstream)
    {
        if (Again?.Contains(upstream) == false)
        {
            return true;
        }

        for (var index = _roundStart; index < _attempts.Count; index++)
        {
            if (_attempts[index].Upstream == upstream && OutcomeTable.Next(_attempts[index].Outcome.Kind, Chain, upstream) == NextStep.NextCluster)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the destination was asked in this round.</summary>
    public bool WasAsked(Destination destination)
    {
        for (var index = _roundStart; index < _attempts.Count; index++)
        {
            if (_attempts[index].Destination == destination)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The attempt that asks a destination, with the patience that is left for it.</summary>
    public AttemptContext Ask(Upstream upstream, Destination destination)
    {
        var (patience, left) = (upstream.FirstByteTimeout(Request.Kind, IsLast(upstream)), Left > ShortestPatience ? Left : ShortestPatience);
        return new AttemptContext(Request, Chain, upstream, destination, patience < left ? patience : left, Options, Settings.Gateway.Name)
        {
            // Another cluster's validator would mean something else there.
            Known = known?.Cluster == upstream.Name ? known : null,
        };
    }

    /// <summary>A cluster's turn begins: its destinations are asked until one of them speaks for it.</summary>
    public void BeginTurn() => Step = NextStep.NextDestination;

    /// <summary>Adds the attempt that decides what follows in a cluster's turn. Where another cluster was asked beside it, nobody else of this one is.</summary>
    public void Take(Attempt attempt, Upstream turn)
    {
        Add(attempt);
        var step = OutcomeTable.Next(attempt.Outcome.Kind, Chain, attempt.Upstream);
        Step = step == NextStep.End || attempt.Upstream == turn ? step : NextStep.NextCluster;
    }

    public void Add(Attempt attempt) => _attempts = [.. _attempts, attempt];

    /// <summary>Begins a round in which these are asked again.</summary>
    public void AskAgain(IReadOnlySet<Upstream> again)
    {
        Again = again;
        Retries++;
        _roundStart = _attempts.Count;
    }

    private int CountAsked()
    {
        var asked = 0;
        for (var index = _roundStart; index < _attempts.Count; index++)
        {
            asked += _attempts[index].Destination is null ? 0 : 1;
        }

        return asked;
    }

    public FetchResult End()
    {
        var status = _attempts[^1].Outcome.Kind switch
        {
            OutcomeKind.Answer => StatusCodes.Status200OK,
            OutcomeKind.ClientGone => StatusCodes.Status499ClientClosedRequest,
            _ => OutcomeTable.StatusAtEnd(_attempts, Chain),
        };
        return new FetchResult(status, Chain, _attempts) { IsBudgetSpent = IsBudgetSpent };
    }
}
