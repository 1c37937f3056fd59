using System.Globalization;
using System.Text;
using StackExchange.Redis;

namespace Gateway.Caching;

/// <summary>What our keys are called in Redis.</summary>
/// <remarks>
/// Gateways of one name are replicas: same routes, same private modules, so one may serve what another fetched. Gateways of different
/// names may share a Redis and nothing in it: the name is in every key, and in what every frame is signed with.
/// </remarks>
internal sealed class RedisNames(string gateway)
{
    private readonly string _prefix = string.Create(CultureInfo.InvariantCulture, $"gateway:{FrameFormat.Version}:{gateway}:");

    public string Gateway => gateway;

    /// <summary>The sorted set of purges. The braces keep it on one node of a cluster, as one key always is.</summary>
    public RedisKey Purges => $"gateway:{FrameFormat.Version}:purges:{{{gateway}}}";

    public string Channel => $"gateway:{FrameFormat.Version}:purges:{gateway}";

    /// <summary>The hash of drains and of the gateways that obey them. No look through the answers meets it.</summary>
    public RedisKey Drains => $"gateway-drains:{FrameFormat.Version}:{{{gateway}}}";

    public string DrainsChannel => $"gateway-drains:{FrameFormat.Version}:{gateway}";

    /// <summary>Every key of an answer, as <c>SCAN MATCH</c> takes it.</summary>
    public string Pattern
    {
        get
        {
            var pattern = new StringBuilder();
            foreach (var letter in _prefix)
            {
                pattern.Append("*?[]\\^-".Contains(letter, StringComparison.Ordinal) ? $"\\{letter}" : letter);
            }

            return pattern.Append('*').ToString();
        }
    }

    public RedisKey Of(string key) => _prefix + key;

    /// <summary>Who fetches what will be kept under the key. No look through the answers meets it.</summary>
    public RedisKey LeaseOf(string key) => $"gateway-lease:{FrameFormat.Version}:{gateway}:{key}";
}
