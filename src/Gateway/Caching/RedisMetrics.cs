using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Gateway.Caching;

/// <summary>The instruments of the shared tier. Every tag value is out of a closed set.</summary>
internal sealed class RedisMetrics
{
    private readonly Counter<long> _calls;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _threw;
    private readonly Counter<long> _changes;
    private readonly Counter<long> _purges;
    private readonly Counter<long> _leases;

    public RedisMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Gateway.Caching");
        _calls = meter.CreateCounter<long>("gateway.redis.calls", description: "Questions to Redis, by operation and how they ended.");
        _refused = meter.CreateCounter<long>("gateway.redis.frames_refused", description: "What Redis held and was not served, by reason.");
        _threw = meter.CreateCounter<long>("gateway.redis.tier_faults", description: "Calls that a shared tier other than ours threw at.");
        _changes = meter.CreateCounter<long>("gateway.redis.changes", description: "Changes of state: used, left alone, read only.");
        _purges = meter.CreateCounter<long>("gateway.cache.purges", description: "Purges that were applied here, by where they came from.");
        _leases = meter.CreateCounter<long>("gateway.redis.leases", description: "Cold fetches that asked whether another gateway fetches the same, by what came of it.");
    }

    public void Called(RedisOperation operation, RedisOutcome outcome) =>
        _calls.Add(1, new TagList { { "operation", Name(operation) }, { "outcome", Name(outcome) } });

    public void FrameRefused(FrameFault fault) =>
        _refused.Add(1, new KeyValuePair<string, object?>("reason", fault switch
        {
            FrameFault.Forged => "forged",
            FrameFault.Format => "format",
            FrameFault.Purged => "purged",
            FrameFault.Ahead => "ahead",
            FrameFault.Expired => "expired",
            _ => "payload",
        }));

    public void TierThrew() => _threw.Add(1);

    public void Changed(string state) => _changes.Add(1, new KeyValuePair<string, object?>("state", state));

    public void Purged(string origin) => _purges.Add(1, new KeyValuePair<string, object?>("origin", origin));

    public void Leased(string outcome) => _leases.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    private static string Name(RedisOperation operation) => operation switch
    {
        RedisOperation.Get => "get",
        RedisOperation.Set => "set",
        RedisOperation.Remove => "remove",
        RedisOperation.Lease => "lease",
        RedisOperation.Release => "release",
        RedisOperation.Follow => "follow",
        RedisOperation.Purge => "purge",
        RedisOperation.Drain => "drain",
        _ => "scan",
    };

    public static string Name(RedisOutcome outcome) => outcome switch
    {
        RedisOutcome.Hit => "hit",
        RedisOutcome.Miss => "miss",
        RedisOutcome.Done => "done",
        RedisOutcome.Skipped => "skipped",
        RedisOutcome.TimedOut => "timeout",
        RedisOutcome.Refused => "refused",
        _ => "error",
    };
}
