using System.Net.Http.Headers;
using Gateway.Lab.Modules;

namespace Gateway.Lab.Origins;

/// <summary>ETag, Last-Modified, conditional requests and single ranges, as a web server does them for a file.</summary>
internal static class Validators
{
    public static Answer Apply(Answer file, SeenRequest request)
    {
        if (file.Modified is not { } modified)
        {
            return file;
        }

        var tag = $"\"{file.Body.Tag}\"";
        var date = modified.ToString("R");
        var answer = file.With("ETag", tag).With("Last-Modified", date).With("Accept-Ranges", "bytes");
        if (request.Header("If-None-Match") is { } known && known.Contains(tag, StringComparison.Ordinal))
        {
            return answer with { Status = 304, Body = LabBody.Empty, ContentType = null };
        }

        // If-Range of other bytes means: the whole file, please.
        return request.Header("If-Range") is { } condition && condition != tag && condition != date
            ? answer
            : Range(answer, request.Header("Range"));
    }

    private static Answer Range(Answer answer, string? header)
    {
        if (!RangeHeaderValue.TryParse(header, out var parsed) || parsed is not { Unit: "bytes", Ranges: { Count: 1 } ranges })
        {
            return answer;
        }

        var length = answer.Body.Length;
        var range = ranges.First();
        var from = range.From ?? Math.Max(0, length - range.To.GetValueOrDefault());
        var to = range.From is null ? length - 1 : Math.Min(range.To ?? length - 1, length - 1);
        return from > to
            ? Answer.Empty(416).With("Content-Range", $"bytes */{length}")
            : (answer with { Status = 206, Body = answer.Body.Slice(from, to - from + 1) })
                .With("Content-Range", $"bytes {from}-{to}/{length}");
    }
}
