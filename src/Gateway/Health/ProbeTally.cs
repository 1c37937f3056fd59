namespace Gateway.Health;

/// <summary>Turns single probes into a verdict that does not change with every one of them.</summary>
/// <remarks>Not safe for several threads; its <see cref="Standing"/> guards it.</remarks>
internal sealed class ProbeTally(Relapses relapses)
{
    private int _streak;
    private ProbeVerdict? _last;

    /// <summary>The verdict; null before the first.</summary>
    public bool? IsUp { get; private set; }

    /// <summary>Why the verdict is what it is: <c>2 probes timed out after 0.3 s</c>.</summary>
    public string Evidence { get; private set; } = "";

    /// <summary>Whether the last probe contradicts the verdict, or is a bad one before the first, so that another look is wanted soon.</summary>
    public bool IsInDoubt => _last is { } last && last.IsGood != (IsUp ?? true);

    /// <summary>Adds a probe.</summary>
    public void Add(ProbeVerdict verdict, HealthOptions options, DateTimeOffset now)
    {
        if (IsUp == false && _last is { IsGood: true } && !verdict.IsGood)
        {
            relapses.NearlyRose(now);
        }

        _streak = _last?.IsGood == verdict.IsGood ? _streak + 1 : 1;
        _last = verdict;
        if (IsUp == verdict.IsGood)
        {
            return;
        }

        if (_streak >= Needed(verdict.IsGood, options))
        {
            IsUp = verdict.IsGood;
            Evidence = $"{(_streak == 1 ? "a probe" : $"{_streak} probes")} {verdict.Words}";
            if (verdict.IsGood)
            {
                relapses.Rose();
            }
            else
            {
                relapses.Fell(now);
            }
        }
    }

    private int Needed(bool isGood, HealthOptions options) =>
        !isGood ? options.DownAfter
        : IsUp is null ? 1
        : relapses.Needed(options.UpAfter);
}
