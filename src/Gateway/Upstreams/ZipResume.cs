using System.Net;
using Gateway.Health;

namespace Gateway.Upstreams;

/// <summary>Takes a zip that broke or fell silent up again at the same cluster: the cluster must prove by its validator that the bytes are still the same.</summary>
internal sealed class ZipResume(UpstreamSender sender, UpstreamMetrics metrics)
{
    /// <summary>What asks for the bytes from an offset on, and gets null where they cannot be had; null where asking is of no use.</summary>
    public Func<long, Standing?, CancellationToken, Task<TakenResponse?>>? For(AttemptContext attempt, TakenResponse first) =>
        FindValidator(first) is { } validator && first.Length is { } total && !first.Headers.AcceptRanges.Contains("none")
            ? For(attempt, total, validator)
            : null;

    /// <summary>The rest of a body whose beginning is elsewhere; null where it cannot be had.</summary>
    public async Task<ZipBody?> ContinueAsync(AttemptContext attempt, MissingRange missing, CancellationToken cancellation)
    {
        if (await AskAsync(attempt, missing, null, cancellation) is not { } rest)
        {
            return null;
        }

        var (total, bound) = (rest.Content.Headers.ContentRange!.Length!.Value, attempt.Failover.LargestZipMegabytes * 1024L * 1024L);
        return await ZipBody.OpenAsync(
            new ZipBody(rest, bound, attempt.Failover, attempt.Chain.TotalTimeout, For(attempt, total, missing.Validator), missing.From, total), cancellation);
    }

    private Func<long, Standing?, CancellationToken, Task<TakenResponse?>> For(AttemptContext attempt, long total, string validator) =>
        (from, broken, cancellation) => AskAsync(attempt, new MissingRange(from, total, validator), broken, cancellation);

    private async Task<TakenResponse?> AskAsync(AttemptContext attempt, MissingRange missing, Standing? broken, CancellationToken cancellation)
    {
        // Those first who are more likely to live. The one that broke comes last, or where the cluster has no other: it may have been its connection.
        foreach (var destination in attempt.Upstream.Destinations
            .OrderBy(destination => destination.Standing == broken)
            .ThenBy(destination => !destination.Standing.IsInRotation || destination.IsDown))
        {
            var (response, _) = await sender.SendAsync(
                attempt.Upstream, destination, attempt.ToUpstreamRequest(destination, missing), attempt.Patience, attempt.Failover.MaxRedirects, cancellation);
            if (response is not null && IsTheRest(response, missing))
            {
                metrics.Resumed(attempt.Upstream);
                return response;
            }

            response?.Dispose();
        }

        return null;
    }

    private static bool IsTheRest(TakenResponse response, MissingRange missing) =>
        response.Status == (int)HttpStatusCode.PartialContent
        && response.Content.Headers.ContentRange is { From: { } from, To: { } to, Length: { } length }
        && from == missing.From && to == length - 1 && length == (missing.Total ?? length)
        && FindValidator(response) == missing.Validator;

    // A weak ETag does not promise the same bytes; a date does when nothing better is there.
    private static string? FindValidator(TakenResponse response) =>
        response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : response.Content.Headers.LastModified?.ToString("R");
}
