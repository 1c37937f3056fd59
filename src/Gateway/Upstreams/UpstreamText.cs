using System.Text;

namespace Gateway.Upstreams;

/// <summary>What a cluster said for people, made fit to be quoted: one short line of plain characters.</summary>
internal static class UpstreamText
{
    private const int LongestQuote = 160;
    private const int BytesRead = 2048;

    // A text is a courtesy: nobody waits for it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>The first readable line of a plain-text body; null when there is none.</summary>
    public static async Task<string?> ReadAsync(TakenResponse response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentType?.MediaType is not (null or "text/plain"))
        {
            return null;
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(Patience);
        var buffer = new byte[BytesRead];
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(timeout.Token);
            var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, timeout.Token);
            return Clean(Encoding.UTF8.GetString(buffer, 0, read));
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>The first line with text, without control characters and quotes, shortened; null when there is none.</summary>
    public static string? Clean(string text)
    {
        var line = text.Split('\n').Select(raw => raw.Trim()).FirstOrDefault(raw => raw.Length > 0);
        if (line is null)
        {
            return null;
        }

        var cleaned = new string([.. line.Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter) && letter is not ('"' or '\uFFFD'))]);
        return cleaned.Length == 0 ? null : cleaned.Length <= LongestQuote ? cleaned : string.Concat(cleaned.AsSpan(0, LongestQuote), "…");
    }
}
