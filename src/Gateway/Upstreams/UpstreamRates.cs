using System.Collections.Concurrent;

namespace Gateway.Upstreams;

/// <summary>The rates of all clusters. They outlive reloads that do not change them.</summary>
internal sealed class UpstreamRates
{
    private readonly ConcurrentDictionary<string, UpstreamRate> _rates = new(StringComparer.OrdinalIgnoreCase);

    public UpstreamRate Of(string cluster, RateOptions options) => _rates.AddOrUpdate(
        cluster,
        static (_, options) => UpstreamRate.Of(options),
        static (_, old, options) => old.Options == options ? old : UpstreamRate.Of(options),
        options);
}
