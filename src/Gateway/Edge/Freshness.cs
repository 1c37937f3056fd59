using System.Globalization;
using Gateway.Caching;

namespace Gateway.Edge;

/// <summary>What answers say of their own age: <c>Cache-Control</c>, <c>Age</c>, <c>Cache-Status</c> (RFC 9211).</summary>
internal static class Freshness
{
    /// <summary>Writes the headers of an answer.</summary>
    /// <param name="headers">The headers of the response.</param>
    /// <param name="fetch">What was asked.</param>
    /// <param name="answer">How it was come by.</param>
    /// <param name="isForAll">Whether everybody would get it.</param>
    /// <param name="now">The present.</param>
    public static void Write(IHeaderDictionary headers, Fetch fetch, CacheAnswer answer, bool isForAll, DateTimeOffset now)
    {
        var left = answer.Kept is { } kept ? Math.Max(0, (long)(kept.FreshUntil - now).TotalSeconds) : 0;
        headers.CacheControl = !isForAll ? "private"
            : CacheRules.IsImmutable(fetch.Request) ? "public, max-age=604800, immutable"
            : string.Create(CultureInfo.InvariantCulture, $"public, max-age={left}");
        if (!isForAll)
        {
            headers.Vary = "Authorization";
        }

        if (answer.Kept is { } entry)
        {
            headers.Age = ((long)Math.Max(0, (now - entry.Fetched).TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        headers["Cache-Status"] = Status(answer, now);
    }

    /// <summary>The value of <c>Cache-Status</c>.</summary>
    public static string Status(CacheAnswer answer, DateTimeOffset now)
    {
        var (way, detail) = answer.Outcome switch
        {
            CacheOutcome.Hit => ("hit", ""),
            CacheOutcome.Revalidating => ("hit", "; detail=revalidating"),
            CacheOutcome.StaleIfError => ("fwd=stale", "; detail=stale-if-error"),
            CacheOutcome.Joined => ("fwd=miss; collapsed", ""),
            _ => ("fwd=miss", ""),
        };
        return answer.Kept is { } kept
            ? string.Create(CultureInfo.InvariantCulture, $"gateway; {way}; ttl={(long)(kept.FreshUntil - now).TotalSeconds}{detail}")
            : $"gateway; {way}{detail}";
    }

    /// <summary>The value of <c>Cache-Status</c> of a refusal, with the mark of a <see cref="Twin"/>.</summary>
    public static string OfRefusal(HttpContext context, CacheAnswer answer, DateTimeOffset now) =>
        Visit.Of(context).Twin is not null ? $"{Status(answer, now)}; detail=twin" : Status(answer, now);
}
