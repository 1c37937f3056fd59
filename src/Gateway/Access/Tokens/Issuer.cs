using Microsoft.IdentityModel.Tokens;

namespace Gateway.Access.Tokens;

/// <summary>An issuer and what is known of its keys. Asks for them in the background; a token with a new key makes it ask at once.</summary>
internal sealed class Issuer : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly RememberedTokens _remembered;
    private readonly TokenMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<Issuer> _logger;
    private readonly IssuerClient _client;
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationToken _ending;
    private volatile IssuerKeys? _keys;
    private volatile string? _trouble;
    private Task _asking = Task.CompletedTask;
    private DateTimeOffset _asked = DateTimeOffset.MinValue;
    private DateTimeOffset _due = DateTimeOffset.MinValue;
    private TimeSpan _pause = FirstPause;

    public Issuer(IssuerPlan plan, RememberedTokens remembered, TokenMetrics metrics, TimeProvider time, ILogger<Issuer> logger)
    {
        Plan = plan;
        _remembered = remembered;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        _client = new IssuerClient(plan);
        _ending = _end.Token;
    }

    public IssuerPlan Plan { get; }

    /// <summary>The keys that are believed now, and what kept it from answering last; for people.</summary>
    public (IssuerKeys? Keys, string? Trouble) Standing => (Known, _trouble);

    /// <summary>Where it exchanges tokens, as it said last; null when it did not.</summary>
    public Uri? TokenEndpoint => Known?.TokenEndpoint;

    /// <summary>Asks again when it is time for that.</summary>
    public void AskIfDue()
    {
        lock (_gate)
        {
            if (_asking.IsCompleted && IsDue(_time.GetUtcNow()))
            {
                Begin();
            }
        }
    }

    /// <summary>Finds the keys that may have signed a token, and waits for them if it must.</summary>
    /// <returns>The keys, or why there are none.</returns>
    public async ValueTask<(IReadOnlyList<JsonWebKey> Keys, TokenFault? Fault)> FindAsync(
        string? id, string algorithm, TimeSpan longest, CancellationToken cancellation)
    {
        if (Known?.Find(id, algorithm) is { Count: > 0 } known)
        {
            return (known, null);
        }

        await AskOnceAsync(longest, cancellation);
        if (Known is not { } keys)
        {
            return ([], TokenFault.IssuerAway(Plan.Options.Authority, _trouble ?? "it has not answered in time"));
        }

        var found = keys.Find(id, algorithm);
        return (found, found.Count > 0 ? null : TokenFault.UnknownKey);
    }

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
        _client.Dispose();
    }

    /// <summary>The keys, as long as they may be believed.</summary>
    private IssuerKeys? Known => _keys is { } keys && (_time.GetUtcNow() - keys.Fetched).Duration() <= Plan.Options.KeysLifetime ? keys : null;

    // A clock that was ahead and is set back must not put off for hours what is done every few minutes.
    private bool IsDue(DateTimeOffset now) => now >= _due || _due - now > (Plan.Options.RefreshInterval > LongestPause ? Plan.Options.RefreshInterval : LongestPause);

    /// <summary>Waits for the asking under way or for one that it begins, unless the last one was a moment ago.</summary>
    private async Task AskOnceAsync(TimeSpan longest, CancellationToken cancellation)
    {
        Task asking;
        lock (_gate)
        {
            if (_asking.IsCompleted && (_time.GetUtcNow() - _asked).Duration() >= Plan.Options.RefreshGap)
            {
                Begin();
            }

            asking = _asking;
        }

        try
        {
            await asking.WaitAsync(longest, _time, cancellation);
        }
        catch (TimeoutException)
        {
            // It goes on; a later request finds what it brings.
        }
    }

    /// <summary>Begins to ask; belongs to no request. Under the gate, with no asking under way.</summary>
    private void Begin()
    {
        _asked = _time.GetUtcNow();
        _asking = AskAsync();
    }

    /// <summary>Never throws.</summary>
    private async Task AskAsync()
    {
        await Task.Yield();
        try
        {
            var keys = await _client.AskAsync(_time.GetUtcNow(), _ending);
            Learn(keys);
        }
        catch (Exception) when (_ending.IsCancellationRequested)
        {
            // The settings no longer name it, or the gateway stops.
        }
        catch (Exception failure)
        {
            // Besides those that are documented, the library of keys throws its own for keys that are none.
            Fail(Describe(failure));
        }
    }

    private void Learn(IssuerKeys keys)
    {
        var before = _keys;
        var isBack = _trouble is not null;
        (_keys, _trouble) = (keys, null);
        lock (_gate)
        {
            (_due, _pause) = (keys.Fetched + Plan.Options.RefreshInterval, FirstPause);
        }

        if (before is not null && !before.IsSameAs(keys))
        {
            // What an old key has signed must be looked at again.
            _remembered.Clear();
            _logger.KeysChanged(Plan.Options.Authority);
        }

        _metrics.Asked(Plan.Options.Authority, isAnswered: true);
        if (isBack)
        {
            _logger.IssuerIsBack(Plan.Options.Authority);
        }
    }

    private void Fail(string why)
    {
        var isNews = _trouble is null;
        _trouble = why;
        lock (_gate)
        {
            _due = _time.GetUtcNow() + _pause;
            _pause = TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, LongestPause.Ticks));
        }

        _metrics.Asked(Plan.Options.Authority, isAnswered: false);
        if (isNews && _keys is { } keys)
        {
            _logger.IssuerIsAway(Plan.Options.Authority, keys.Fetched + Plan.Options.KeysLifetime, why);
        }
        else if (isNews)
        {
            _logger.IssuerIsUnknown(Plan.Options.Authority, why);
        }
    }

    private static string Describe(Exception failure) =>
        failure is OperationCanceledException ? "it does not answer in time" : failure.GetBaseException().Message.Split('\n')[0].TrimEnd('\r', '.');
}
