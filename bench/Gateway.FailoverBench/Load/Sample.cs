namespace Gateway.FailoverBench.Load;

/// <summary>One request of the load and what became of it.</summary>
internal sealed class Sample
{
    private int _attempts;

    public required string Target { get; init; }

    /// <summary>When it was to be sent: what made it late is part of its latency.</summary>
    public required DateTimeOffset Due { get; init; }

    public TimeSpan Latency { get; set; }

    /// <summary>The status; 0 when there was no whole answer.</summary>
    public int Status { get; set; }

    public bool IsSuccess => Status == StatusCodes.Status200OK;

    /// <summary>Whether it was sent to a destination that was broken then.</summary>
    public bool MetTheFault { get; set; }

    /// <summary>How many destinations it was sent to.</summary>
    public int Attempts => _attempts;

    public void Attempted() => Interlocked.Increment(ref _attempts);
}
