namespace Gateway.Health;

/// <summary>What one probe says.</summary>
/// <param name="IsGood">Whether it is a good sign.</param>
/// <param name="Words">What happened, after "the probe" or "2 probes": <c>answered</c>, <c>timed out after 0.3 s</c>.</param>
internal sealed record ProbeVerdict(bool IsGood, string Words)
{
    /// <summary>Whether nothing came at all: not even a bad answer.</summary>
    public bool IsSilence { get; private init; }

    /// <summary>Whether only a connection came about, which a process that hangs gives as well.</summary>
    public bool IsMere { get; private init; }

    /// <summary>It takes connections.</summary>
    public static ProbeVerdict Connected { get; } = new(true, "succeeded") { IsMere = true };

    public static ProbeVerdict Good { get; } = new(true, "succeeded");

    public static ProbeVerdict Bad(string words) => new(false, words);

    public static ProbeVerdict Silence(string words) => new(false, words) { IsSilence = true };
}
