using GoModules;
using Gateway.Upstreams;

namespace Gateway.Edge;

/// <summary>The texts of refusals and failures: at most eight lines, the reason first, the request id last.</summary>
/// <remarks>The <c>go</c> command prints eight lines of plain text, up to the first empty one, and nothing else.</remarks>
internal static class ErrorText
{
    private const int MostLines = 8;

    /// <summary>Puts the lines and the id together.</summary>
    public static string Of(IEnumerable<string> lines, string requestId) =>
        string.Join('\n', lines.Take(MostLines - 1).Append($"request {requestId}")) + "\n";

    /// <summary>What to say when a chain ended without an answer: the verdict, then what each cluster said.</summary>
    public static IEnumerable<string> Of(GoRequest request, FetchResult result)
    {
        var what = Describe(request);
        yield return result.Status switch
        {
            StatusCodes.Status404NotFound => $"not found: {what}",
            StatusCodes.Status403Forbidden => $"forbidden: {what} is refused by {result.Attempts.Last(attempt => attempt.Outcome.Kind == OutcomeKind.Forbidden).Upstream.Name}",
            StatusCodes.Status504GatewayTimeout => $"gateway timeout: no cluster answered for {what} in time",
            StatusCodes.Status503ServiceUnavailable => $"unavailable: no cluster can answer for {what} now",
            StatusCodes.Status508LoopDetected => $"loop detected: {what}",
            _ => $"bad gateway: no cluster could answer for {what}",
        };

        // The last ones say most; the first of many are dropped.
        foreach (var (upstream, _, outcome) in result.Attempts.TakeLast(MostLines - 2))
        {
            yield return outcome.UpstreamText is { } quote ? $"{upstream.Name} {outcome.Words}: \"{quote}\"" : $"{upstream.Name} {outcome.Words}";
        }
    }

    /// <summary>What was asked, as people write it: <c>example.org/hello@v1.0.0</c>.</summary>
    public static string Describe(GoRequest request) =>
        request.Module.Length == 0 ? request.Path
        : request.Kind switch
        {
            GoRequestKind.List => $"the versions of {request.Module}",
            GoRequestKind.Latest => $"{request.Module}@latest",
            GoRequestKind.ChecksumLookup => $"the checksum of {request.Module}@{request.Version}",
            _ => $"{request.Module}@{request.Version}",
        };
}
