namespace Gateway.Limits;

/// <summary>Why a request gets no turn.</summary>
/// <param name="Reason">Which limit, whose, and the setting.</param>
/// <param name="Seconds">When it may be tried again; 0 when nobody knows.</param>
internal sealed record Refusal(string Reason, double Seconds)
{
    private const string Fewer = "ask for less at once: GOMAXPROCS=2 go mod download, or GODEBUG=cmdgonetlimit=2";

    /// <summary>Rounded up, so that who comes back then is not too early again.</summary>
    public int RetryAfter => (int)Math.Clamp(Math.Ceiling(Seconds), 1, 3600);

    /// <summary>What the client reads.</summary>
    public IEnumerable<string> Lines(TimeSpan longest) =>
        [$"too many requests: {Reason}", $"a request waits in line for at most {longest.TotalSeconds:0.###} s; try again in {RetryAfter} s", Fewer];
}
