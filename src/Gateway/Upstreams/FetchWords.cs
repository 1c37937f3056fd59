namespace Gateway.Upstreams;

/// <summary>What each cluster answered, a line each, for people.</summary>
internal static class FetchWords
{
    // The first line says what happened, the last one names the request: go prints eight.
    private const int MostLines = 6;

    /// <summary>The lines of the last attempts; the first of many are dropped, because the last ones say most.</summary>
    public static IEnumerable<string> Of(FetchResult result)
    {
        var lines = result.Attempts.Select(attempt => attempt.Outcome.UpstreamText is { } quote
            ? $"{attempt.Upstream.Name} {attempt.Outcome.Words}: \"{quote}\""
            : $"{attempt.Upstream.Name} {attempt.Outcome.Words}");
        return (result.IsBudgetSpent ? lines.Append("nobody was asked again: too much is asked again already") : lines).TakeLast(MostLines);
    }
}
