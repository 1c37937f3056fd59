using System.Diagnostics;

namespace Gateway.Bench.Peers;

/// <summary>What came of one request.</summary>
/// <param name="Took">From the request to the last byte.</param>
/// <param name="IsHit">Whether the gateway had the answer.</param>
internal readonly record struct AskedOnce(TimeSpan Took, bool IsHit)
{
    public static async Task<AskedOnce> AskAsync(HttpClient client, string path, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        using var response = await client.GetAsync(path, cancellation);
        response.EnsureSuccessStatusCode();
        await response.Content.CopyToAsync(Stream.Null, cancellation);
        var isHit = response.Headers.TryGetValues("Cache-Status", out var status) && status.First().StartsWith("gateway; hit", StringComparison.Ordinal);
        return new AskedOnce(Stopwatch.GetElapsedTime(started), isHit);
    }
}
