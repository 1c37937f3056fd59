using System.Text;
using Gateway.Caching;
using Gateway.Upstreams;
using GoModules;

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

        foreach (var line in FetchWords.Of(result))
        {
            yield return line;
        }
    }

    /// <summary>What to say of a zip that is given to nobody, because it is wrong or cannot be checked.</summary>
    public static IEnumerable<string> Withheld(GoRequest request, int status, string why) =>
    [
        status switch
        {
            StatusCodes.Status403Forbidden => $"forbidden: {Describe(request)} cannot be checked",
            StatusCodes.Status503ServiceUnavailable => $"unavailable: {Describe(request)} cannot be checked now",
            _ => $"bad gateway: {Describe(request)} is not what it should be",
        },
        why,
    ];

    /// <summary>What to say of a "not found" that is remembered: what the clusters said when they were asked.</summary>
    public static IEnumerable<string> NotFound(GoRequest request, CachedResponse notFound) =>
        [$"not found: {Describe(request)}", .. Encoding.UTF8.GetString(notFound.Body).Split('\n')];

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
