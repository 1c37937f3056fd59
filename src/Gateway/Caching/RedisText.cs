using StackExchange.Redis;

namespace Gateway.Caching;

/// <summary>Says in one line what is wrong with Redis.</summary>
internal static class RedisText
{
    private const int Longest = 300;

    public static string Of(Exception cause, TimeSpan budget)
    {
        // The library's own text for a late answer is a page of counters.
        if (cause is TimeoutException)
        {
            return $"no answer within {budget.TotalMilliseconds:0} ms";
        }

        var deepest = cause is RedisConnectionException && cause.InnerException is not null ? cause.GetBaseException() : cause;
        var line = deepest.Message.ReplaceLineEndings(" ");
        return line.Length > Longest ? line[..Longest] + "…" : line;
    }
}
