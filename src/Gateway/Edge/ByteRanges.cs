using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace Gateway.Edge;

/// <summary>Which bytes of a body a request asks for (RFC 9110, 14).</summary>
internal static class ByteRanges
{
    // More ranges than this are no download but an attack on the memory of the answer.
    private const int MostRanges = 16;

    /// <summary>The ranges asked for; null for the whole body, empty when none of them lies inside it.</summary>
    public static IReadOnlyList<(long From, long Length)>? Find(RequestHeaders request, long length, string? etag, DateTimeOffset? modified) =>
        request.Range is { Unit.Value: "bytes", Ranges: { Count: <= MostRanges } asked } && IsStillTheSame(request.IfRange, etag, modified)
            ? Resolve(asked, length)
            : null;

    private static List<(long From, long Length)> Resolve(ICollection<RangeItemHeaderValue> asked, long length) =>
        [.. asked.Select(range => Resolve(range, length)).Where(found => found.Length > 0)];

    private static (long From, long Length) Resolve(RangeItemHeaderValue asked, long length)
    {
        var from = asked.From ?? Math.Max(0, length - asked.To!.Value);
        var to = asked.From is null ? length - 1 : Math.Min(asked.To ?? length - 1, length - 1);
        return from > to ? default : (from, to - from + 1);
    }

    private static bool IsStillTheSame(RangeConditionHeaderValue? condition, string? etag, DateTimeOffset? modified) =>
        condition is null
        || (condition.EntityTag is { } tag ? !tag.IsWeak && tag.Tag == etag : modified is { } known && condition.LastModified is { } date && known <= date);
}
