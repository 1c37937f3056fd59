using StackExchange.Redis;

namespace Gateway.Caching;

/// <summary>Reads where Redis is.</summary>
internal static class RedisAddress
{
    /// <summary>The words before an equals sign, in lower case.</summary>
    public static IEnumerable<string> Keywords(string connection) =>
        from part in connection.Split(',')
        where part.Contains('=', StringComparison.Ordinal)
        select part[..part.IndexOf('=', StringComparison.Ordinal)].Trim().ToLowerInvariant();

    /// <summary>What is wrong with it, in a sentence; null when nothing is.</summary>
    public static string? Fault(string connection)
    {
        try
        {
            return Parse(connection).EndPoints.Count == 0 ? "an address such as redis:6379 is needed." : null;
        }
        catch (ArgumentException wrong)
        {
            return $"{wrong.Message.ReplaceLineEndings(" ")}.";
        }
    }

    /// <exception cref="ArgumentException">It cannot be read.</exception>
    public static ConfigurationOptions Parse(string connection) => ConfigurationOptions.Parse(connection, ignoreUnknown: false);
}
