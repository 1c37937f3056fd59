using System.Globalization;
using Gateway.Upstreams;
using GoModules;
using Microsoft.Net.Http.Headers;

namespace Gateway.Edge;

/// <summary>Which bytes of a body a request asks for (RFC 9110, 14).</summary>
internal static class ByteRanges
{
    // More ranges than this are no download but an attack on the memory of the answer.
    private const int MostRanges = 16;

    /// <summary>The ranges asked for; null for the whole body, empty when none of them lies inside it.</summary>
    public static IReadOnlyList<(long From, long Length)>? Find(HttpRequest asked, long length, string? etag, DateTimeOffset? modified)
    {
        // A HEAD has no body that could have parts.
        if (!HttpMethods.IsGet(asked.Method) || asked.Headers.Range.Count == 0)
        {
            return null;
        }

        var request = asked.GetTypedHeaders();
        if (request.Range is not { Unit.Value: "bytes" } range || range.Ranges.Count > MostRanges || !IsStillTheSame(request.IfRange, etag, modified))
        {
            return null;
        }

        return Resolve(range.Ranges, length);
    }

    // Without a lambda above: its closure would be made for every answer, and hardly any request has ranges.
    private static List<(long From, long Length)> Resolve(ICollection<RangeItemHeaderValue> asked, long length) =>
        [.. asked.Select(range => Resolve(range, length)).Where(found => found.Length > 0)];

    /// <summary>The beginning of a zip that a client wants to go on with; null when it wants something else.</summary>
    public static ZipBeginning? FindBeginning(HttpRequest asked, GoRequest request)
    {
        if (request.Kind != GoRequestKind.Zip || !HttpMethods.IsGet(asked.Method) || asked.Headers.IfRange.Count == 0)
        {
            return null;
        }

        var headers = asked.GetTypedHeaders();
        return headers.Range is { Unit.Value: "bytes", Ranges: { Count: 1 } ranges } && ranges.First().From is > 0 and var from
            && headers.IfRange?.EntityTag is { IsWeak: false, Tag.Value: { } tag }
            ? new ZipBeginning(from, tag)
            : null;
    }

    /// <summary>The end of a range that may be cut short: the byte after its last.</summary>
    public static long EndOf(HttpRequest asked, long length) =>
        asked.GetTypedHeaders().Range?.Ranges.First().To is { } to && to < length ? to + 1 : length;

    /// <summary>Announces a part of a body.</summary>
    public static void Announce(HttpResponse response, long from, long length, long total)
    {
        response.StatusCode = StatusCodes.Status206PartialContent;
        response.Headers.ContentRange = Describe(from, length, total);
        response.ContentLength = length;
    }

    /// <summary>Says that no range asked for lies inside a body.</summary>
    public static Task RefuseAsync(HttpResponse response, long total)
    {
        response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
        response.ContentType = null;
        response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{total}");
        response.ContentLength = 0;
        return Task.CompletedTask;
    }

    /// <summary>A range in the words of <c>Content-Range</c>.</summary>
    public static string Describe(long from, long length, long total) =>
        string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{from + length - 1}/{total}");

    private static (long From, long Length) Resolve(RangeItemHeaderValue asked, long length)
    {
        var from = asked.From ?? Math.Max(0, length - asked.To!.Value);
        var to = asked.From is null ? length - 1 : Math.Min(asked.To ?? length - 1, length - 1);
        return from > to ? default : (from, to - from + 1);
    }

    // A date must be the very one that was given with the beginning: RFC 9110, 13.1.5.
    private static bool IsStillTheSame(RangeConditionHeaderValue? condition, string? etag, DateTimeOffset? modified) =>
        condition is null
        || (condition.EntityTag is { } tag ? !tag.IsWeak && tag.Tag == etag : modified is { } known && condition.LastModified is { } date && known == date);
}
