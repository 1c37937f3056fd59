using System.Security.Cryptography;
using StackExchange.Redis;

namespace Gateway.Caching;

/// <summary>Leases in Redis: one gateway of a name at a time fetches a thing, for a moment. Without Redis everybody may.</summary>
internal sealed class RedisLeases(RedisLink link, RedisNames names)
{
    /// <summary>How long a lease holds when nobody gives it back. It is not prolonged: docs/decisions/0011-a-lease-is-short.md.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(3);

    private const string ReleaseScript = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

    /// <summary>Takes the lease of a key if it is free. Answers within the budget of a question, and at once when Redis is not used.</summary>
    public ValueTask<LeaseReply> TryTakeAsync(string key) => TakeAsync(key, When.NotExists);

    /// <summary>Takes it from whoever has it: for who has waited as long as a lease may hold, so that one without an end holds others up no more.</summary>
    public ValueTask<LeaseReply> TakeOverAsync(string key) => TakeAsync(key, When.Always);

    private async ValueTask<LeaseReply> TakeAsync(string key, When when)
    {
        var name = names.LeaseOf(key);
        var token = RandomNumberGenerator.GetHexString(16, lowercase: true);
        // Nobody's leaving ends the question: it may have been answered already.
        var reply = await link.WriteAsync(
            RedisOperation.Lease, 0, database => database.StringSetAsync(name, token, Lifetime, when), CancellationToken.None);
        if (reply.IsDone)
        {
            return reply.Value ? new(LeaseState.Taken, new FetchLease(() => Release(name, token))) : new(LeaseState.Elsewhere, FetchLease.None);
        }

        if (reply.Outcome == RedisOutcome.TimedOut)
        {
            // It may be ours without our knowing.
            Release(name, token);
        }

        return new(LeaseState.Away, FetchLease.None);
    }

    // Nobody waits for it: a lease that is not given back ends by itself.
    private void Release(RedisKey name, string token) =>
        _ = link.WriteAsync(RedisOperation.Release, 0, database => database.ExecuteAsync("EVAL", ReleaseScript, 1, name, token), CancellationToken.None).AsTask();
}
