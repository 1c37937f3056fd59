namespace Gateway.Tests.Chaos;

/// <summary>One answer held against the truth.</summary>
/// <param name="Target">What was asked.</param>
/// <param name="Status">The status; 0 when not even that came.</param>
/// <param name="IsWhole">Whether the answer looks whole to a client.</param>
/// <param name="Fault">What is wrong with it; null for what may happen.</param>
internal sealed record ChaosFinding(string Target, int Status, bool IsWhole, string? Fault)
{
    public static ChaosFinding Of(ChaosLandscape landscape, string target, PlainAnswer answer, long from, long to) =>
        new(target, answer.Status, answer.IsWhole, answer switch
        {
            { Status: 200, IsWhole: true } => FindWrongBody(landscape, target, answer),
            { Status: 200 } => FindWrongEnd(landscape, target, answer, from, to),
            // A refusal is short and comes in one piece.
            { IsWhole: false, Status: not 0 } => "an error text broke off",
            _ => null,
        });

    private static string? FindWrongBody(ChaosLandscape landscape, string target, PlainAnswer answer) =>
        landscape.Clusters.Any(cluster => cluster.Truth(target) is { } truth && truth.AsSpan().SequenceEqual(answer.Body)) ? null
            : $"{answer.Body.Length} bytes that no cluster holds";

    /// <summary>A stream that was cut off: it must be the beginning of what one cluster holds, and that cluster must have been ill.</summary>
    private static string? FindWrongEnd(ChaosLandscape landscape, string target, PlainAnswer answer, long from, long to)
    {
        if (!target.EndsWith(".zip", StringComparison.Ordinal))
        {
            return "cut off, and no zip";
        }

        var holders = landscape.Clusters.Where(cluster => cluster.Truth(target) is { } truth && truth.AsSpan().StartsWith(answer.Body)).ToList();
        return holders.Count == 0 ? $"cut off after {answer.Body.Length} bytes that no cluster begins with"
            : holders.Exists(cluster => cluster.WasBroken(from, to)) ? null
            : $"cut off, and {string.Join(", ", holders.Select(holder => holder.Name))} had been whole all the time";
    }
}
