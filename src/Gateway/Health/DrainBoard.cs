using System.Globalization;
using Gateway.Caching;
using StackExchange.Redis;

namespace Gateway.Health;

/// <summary>Where all gateways of a name write which drains are in force, and which of them obey: one hash in Redis.</summary>
/// <remarks>
/// A field for each order (<c>o…</c>) and for each gateway (<c>i…</c>), and the revision (<c>n</c>), which goes up with every order. The hash is
/// asked; the channel only hurries. So nothing is missed by who was cut off or starts later.
/// </remarks>
internal sealed class DrainBoard(RedisLink link, RedisNames names, DrainFrames frames, RedisMetrics metrics, TimeProvider time)
{
    // More than a request may wait: nobody's build waits here.
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(500);

    // Who has not said a word for so long is not waited for, and then forgotten.
    private static readonly TimeSpan Present = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    private RedisConnection? _listenedTo;

    /// <summary>Whether Redis can be asked.</summary>
    public bool IsThere => link.IsUsed;

    /// <summary>Has the action called with every change that somebody tells of, on the connection that there is now.</summary>
    public async Task ListenAsync(Action changed)
    {
        if (link.Connection is not { } connection || connection == _listenedTo)
        {
            return;
        }

        _listenedTo = connection;
        try
        {
            await connection.Multiplexer.GetSubscriber().SubscribeAsync(names.DrainsChannel, (_, _) => changed()).WaitAsync(Budget, time);
        }
        catch (Exception refused) when (refused is RedisException or TimeoutException or ObjectDisposedException)
        {
            // It is asked often enough without.
        }
    }

    /// <summary>Says a word of ourselves and reads what has changed since a revision; null: everything.</summary>
    public async Task<RedisReply<DrainReading>> ReadAsync(DrainWord own, TimeSpan? ahead, long? since, CancellationToken cancellation)
    {
        // Before Redis's clock is known nothing can be said by it.
        var word = ahead is { } known ? frames.Write(own, time.GetUtcNow() + known) : [];
        var reply = await AskAsync(ReadScript, [$"i{own.Instance}", word, since is null ? "?" : Number(since.Value), MostFields], cancellation);
        return reply.IsDone ? new(RedisOutcome.Done, Read((RedisResult[])reply.Value!)) : new(reply.Outcome, Failure: reply.Failure);
    }

    /// <summary>Tells of orders and removes entries. Null: somebody else did so since the reading, and it has to be read again.</summary>
    public async Task<RedisReply<long?>> TellAsync(DrainReading reading, IReadOnlyList<Drain> orders, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        object[] told = [.. orders.SelectMany(order => new object[] { $"o{order.Target}", frames.Write(order, order.Until - now, now + reading.Ahead) })];
        var reply = await AskAsync(TellScript, [Number(reading.Revision), names.DrainsChannel, orders.Count, .. told, .. reading.Ended], cancellation);
        return new(reply.Outcome, reply.IsDone && !reply.Value!.IsNull ? (long)reply.Value : null, reply.Failure);
    }

    private async Task<RedisReply<RedisResult>> AskAsync(string script, object[] arguments, CancellationToken cancellation)
    {
        if (!link.IsUsed || link.Connection is not { } connection)
        {
            metrics.Called(RedisOperation.Drain, RedisOutcome.Skipped);
            return new(RedisOutcome.Skipped);
        }

        var reply = await RedisCall.AskAsync(
            connection, 0, Budget, time, database => database.ExecuteAsync("EVAL", [script, 1, names.Drains, .. arguments]), cancellation);
        metrics.Called(RedisOperation.Drain, reply.Outcome);
        return reply;
    }

    private DrainReading Read(RedisResult[] answer)
    {
        var now = DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds((long)answer[0]);
        var ahead = now - time.GetUtcNow();
        if (answer.Length == 2)
        {
            return new DrainReading((long)answer[1], ahead, null, null, []);
        }

        var (orders, words, ended) = (new List<Drain>(), new List<DrainWord>(), new List<string>());
        var fields = (RedisResult[])answer[2]!;
        for (var at = 0; at + 1 < fields.Length; at += 2)
        {
            var (field, value) = ((string)fields[at]!, (byte[])fields[at + 1]!);
            if (field.StartsWith('o') && frames.ReadOrder(value, field[1..], now, ahead) is { } order)
            {
                var isOver = order.Until + ahead <= now;
                orders.AddRange(isOver ? [] : [order]);
                ended.AddRange(isOver ? [field] : []);
            }
            else if (field.StartsWith('i') && frames.ReadWord(value, field[1..]) is var (word, at2))
            {
                words.AddRange(now - at2 < Present ? [word] : []);
                ended.AddRange(now - at2 > Remembered ? [field] : []);
            }
        }

        return new DrainReading((long)answer[1], ahead, orders, words, ended);
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    // Far more than destinations and gateways anywhere; whoever fills the hash with more fills no memory of ours.
    private const int MostFields = 10_000;

    private const string Beginning = """
        local drains = KEYS[1]
        -- A full Redis refuses a script's first write only, and only one that may take space: a drain must get through.
        redis.call('HDEL', drains, '')
        local revision = redis.call('HGET', drains, 'n') or '0'
        -- Somebody else may have written it.
        if #revision > 16 or not string.match(revision, '^%d+$') then revision = '0' end
        local time = redis.call('TIME')
        local now = string.format('%.0f', tonumber(time[1]) * 1000000 + tonumber(time[2]))

        """;

    // KEYS hash; ARGV our field, our word or nothing, the revision known or ?, most fields
    private const string ReadScript = Beginning + """
        if ARGV[2] ~= '' then redis.call('HSET', drains, ARGV[1], ARGV[2]) end
        -- Nothing in Redis lives for ever; no order lasts as long.
        redis.call('EXPIRE', drains, 172800)
        if revision == ARGV[3] then return { now, revision } end
        if redis.call('HLEN', drains) > tonumber(ARGV[4]) then return redis.error_reply('ERR the hash of drains has too many fields') end
        return { now, revision, redis.call('HGETALL', drains) }
        """;

    // KEYS hash; ARGV the revision read, channel, number of orders, field and frame of each, then fields that may go
    private const string TellScript = Beginning + """
        if revision ~= ARGV[1] then return false end
        local orders = 3 + 2 * tonumber(ARGV[3])
        for i = 4, orders, 2 do redis.call('HSET', drains, ARGV[i], ARGV[i + 1]) end
        for i = orders + 1, #ARGV do redis.call('HDEL', drains, ARGV[i]) end
        if orders == 3 then return revision end
        -- The time, so that a hash that is lost begins above what anybody has seen.
        revision = string.format('%.0f', math.max(tonumber(now), tonumber(revision) + 1))
        redis.call('HSET', drains, 'n', revision)
        redis.pcall('PUBLISH', ARGV[2], revision)
        return revision
        """;
}
