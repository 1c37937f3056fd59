using System.ComponentModel.DataAnnotations;
using Gateway.Settings;

namespace Gateway.Caching;

/// <summary>How long answers are kept, and where. Section <c>Caching</c>.</summary>
internal sealed class CachingOptions
{
    /// <summary>What memory may hold, in MiB, keys and overhead included; 0 keeps nothing. Default a quarter of the memory of the container or machine.</summary>
    [TakesEffect(Effect.AtStart)]
    [Range(0, 1048576)]
    public int? MemoryMegabytes { get; init; }

    /// <summary>Bodies that are fetched for several clients at once, in MiB; beyond it they stream unkept. Default 256.</summary>
    [TakesEffect(Effect.AtStart)]
    [Range(1, 65536)]
    public int InFlightMegabytes { get; init; } = 256;

    /// <summary>The largest answer worth keeping, in MiB. Larger ones stream through. Default 16.</summary>
    [TakesEffect(Effect.AtStart)]
    [Range(1, 1024)]
    public int LargestResponseMegabytes { get; init; } = 16;

    /// <summary>How long to believe an answer that may change: lists, <c>@latest</c>, branches. Default 1 minute, ±10%.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MutableLifetime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long to keep an answer that never changes. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan ImmutableLifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long to believe a "not found", whatever the cluster says of it. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan NotFoundLifetime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long past its lifetime an answer that may change is served when every cluster fails. Default 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan StaleIfError { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The tier that several gateways share.</summary>
    [TakesEffect(Effect.AtStart)]
    public RedisOptions Redis { get; init; } = new();

    /// <summary>Whether nothing is kept at all.</summary>
    public bool IsOff => MemoryMegabytes == 0 && Redis.Connection.Length == 0;
}
