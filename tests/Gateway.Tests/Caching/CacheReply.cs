using System.Text;

namespace Gateway.Tests.Caching;

/// <summary>What a client sees of an answer.</summary>
internal sealed record CacheReply(int Status, byte[] Body, string? CacheStatus, string? ETag, int? Age, string? CacheControl, string? ContentRange, string? ContentType)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public static async Task<CacheReply> OfAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken),
        response.Headers.TryGetValues("Cache-Status", out var status) ? status.Single() : null,
        response.Headers.ETag?.Tag,
        (int?)response.Headers.Age?.TotalSeconds,
        response.Headers.CacheControl?.ToString(),
        response.Content.Headers.ContentRange?.ToString(),
        response.Content.Headers.ContentType?.ToString());
}
