using System.Globalization;
using System.Security.Cryptography;
using StackExchange.Redis;

namespace Gateway.Caching;

/// <summary>The purges that all gateways of a name share, in Redis.</summary>
/// <remarks>
/// One sorted set: each tag (<c>t…</c>) with the number of its latest purge, the counter (<c>n</c>), the floor (<c>f</c>, also for
/// <c>*</c>), and at its very top the set's own identity (<c>e…</c>). Whoever asks for all from the last number he knows gets what he
/// has missed, atomically and without a channel; the channel only makes it faster. When the set is gone, older than it was, or another
/// one, everybody tells it what he knows, before he reads anything else from Redis.
/// </remarks>
internal sealed class RedisPurges(PurgeStamps stamps, PurgeBacklog backlog, RedisNames names, TimeProvider time)
{
    private const int MostRead = 2 * PurgeStamps.MostTags;
    private const int MostTold = 500;

    private string _identity = "";

    public string Channel => names.Channel;

    /// <summary>Learns every purge that Redis knows and tells it those that it does not.</summary>
    /// <param name="database">Redis.</param>
    /// <param name="isNew">Whether this may be another Redis than the last time, or one that lost something.</param>
    public async Task FollowAsync(IDatabase database, bool isNew)
    {
        var heard = stamps.Heard;
        var (identity, reading) = await ReadAsync(database, heard);
        if (isNew || identity != _identity || reading.Counter < heard)
        {
            (identity, reading) = await ReconcileAsync(database);
        }

        stamps.Apply(reading);
        _identity = identity;
        for (var waiting = backlog.Take(MostTold); waiting.Count > 0; waiting = backlog.Take(MostTold))
        {
            try
            {
                await PurgeAsync(database, waiting);
            }
            catch
            {
                backlog.Add(waiting);
                throw;
            }
        }
    }

    /// <summary>Purges tags for everybody.</summary>
    public async Task PurgeAsync(IDatabase database, IReadOnlyCollection<string> tags)
    {
        object[] arguments =
        [
            PurgeScript, 1, names.Purges, Number(stamps.Heard), NewIdentity(), Number(PurgeStamps.MostTags), names.Channel, .. tags,
        ];
        var last = (long)await database.ExecuteAsync("EVAL", arguments);
        var number = last - tags.Count;
        foreach (var tag in tags)
        {
            stamps.Apply(tag, ++number);
        }
    }

    /// <summary>Takes what was told on the channel. False: purges before it are not known here.</summary>
    public bool Hear(string message)
    {
        var space = message.IndexOf(' ', StringComparison.Ordinal);
        return space > 0
            && long.TryParse(message.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && stamps.Apply(message[(space + 1)..], number);
    }

    private async Task<(string Identity, PurgeReading Reading)> ReadAsync(IDatabase database, long since)
    {
        // Downwards, so that the counter is among them however many there are.
        var found = await database.SortedSetRangeByScoreWithScoresAsync(names.Purges, since, double.PositiveInfinity, Exclude.None, Order.Descending, 0, MostRead);
        var (identity, counter, floor) = ("", 0L, 0L);
        var tags = new List<(string, long)>(found.Length);
        foreach (var entry in found)
        {
            var (member, number) = ((string?)entry.Element ?? "", (long)entry.Score);
            switch (member)
            {
                case "n":
                    counter = number;
                    break;
                case "f":
                    floor = Math.Max(floor, number);
                    break;
                case ['e', ..]:
                    identity = member;
                    break;
                case ['t', ..]:
                    tags.Add((member[1..], number));
                    break;
            }
        }

        // More than we would ever write: what was cut off is purged as a whole.
        return (identity, new PurgeReading(counter, found.Length < MostRead ? floor : (long)found[^1].Score, tags));
    }

    /// <summary>Makes one out of what Redis knows and what is known here, for both.</summary>
    private async Task<(string Identity, PurgeReading Reading)> ReconcileAsync(IDatabase database)
    {
        var (identity, theirs) = await ReadAsync(database, 0);
        var ours = stamps.Shared();
        if (ours.Counter > 0 && (theirs.Counter < ours.Counter || identity != _identity))
        {
            // It began anew or went back to an earlier state. Who purged in it since did so under numbers that mean something else here:
            // whatever is not known exactly so is purged once more.
            var known = ours.Tags.ToDictionary(tag => tag.Tag, tag => tag.Number);
            backlog.Add([.. theirs.Tags.Where(tag => tag.Number <= ours.Counter && known.GetValueOrDefault(tag.Tag) != tag.Number).Select(tag => tag.Tag)]);
            backlog.Add(theirs.Floor is 0 || theirs.Floor == ours.Floor ? [] : [PurgeStamps.Everything]);
        }

        // Who is new begins at a place of his own, so that numbers of different beginnings never meet.
        var isFirst = ours.Counter == 0;
        var least = isFirst ? time.GetUtcNow().ToUnixTimeMilliseconds() : ours.Counter;
        var jump = isFirst ? RandomNumberGenerator.GetInt32(1, 1 << 16) : 0;
        object[] arguments =
        [
            TellScript, 1, names.Purges, Number(least), Number(jump), NewIdentity(), Number(ours.Floor),
            .. ours.Tags.SelectMany(tag => new[] { Number(tag.Number), tag.Tag }),
        ];
        await database.ExecuteAsync("EVAL", arguments);
        return await ReadAsync(database, 0);
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string NewIdentity() => "e" + RandomNumberGenerator.GetHexString(16, lowercase: true);

    private const string Counter = """
        local purges = KEYS[1]
        -- A full Redis refuses a script's first write only, and only one that may take space: a purge must get through.
        redis.call('ZREM', purges, '')
        local function number(member) return tonumber(redis.call('ZSCORE', purges, member) or '0') end
        local function set(member, value) redis.call('ZADD', purges, string.format('%.0f', value), member) end
        local function identify(identity)
            if not redis.call('ZSCORE', purges, 'n') then set(identity, 9007199254740991) end
        end

        """;

    // KEYS purges; ARGV least number, identity if there is none, most tags, channel, tags...
    private const string PurgeScript = Counter + """
        identify(ARGV[2])
        local last = math.max(number('n'), tonumber(ARGV[1]))
        for i = 5, #ARGV do
            last = last + 1
            if ARGV[i] == '*' then
                redis.call('ZREMRANGEBYSCORE', purges, '-inf', string.format('(%.0f', last))
                set('f', last)
            else
                set('t' .. ARGV[i], last)
            end
            redis.pcall('PUBLISH', ARGV[4], string.format('%.0f', last) .. ' ' .. ARGV[i])
        end
        set('n', last)
        local most = tonumber(ARGV[3])
        local excess = redis.call('ZCARD', purges) - most
        if excess > 0 then
            local cut = redis.call('ZRANGE', purges, excess + most / 2, excess + most / 2, 'WITHSCORES')
            local floor = math.max(number('f'), tonumber(cut[2]))
            redis.call('ZREMRANGEBYSCORE', purges, '-inf', string.format('%.0f', tonumber(cut[2])))
            set('f', floor)
        end
        return string.format('%.0f', last)
        """;

    // KEYS purges; ARGV least number, jump, identity if there is none, floor, then number and tag...
    private const string TellScript = Counter + """
        identify(ARGV[3])
        set('n', math.max(number('n'), tonumber(ARGV[1])) + tonumber(ARGV[2]))
        set('f', math.max(number('f'), tonumber(ARGV[4])))
        for i = 5, #ARGV, 2 do
            if number('t' .. ARGV[i + 1]) < tonumber(ARGV[i]) then set('t' .. ARGV[i + 1], tonumber(ARGV[i])) end
        end
        return 1
        """;
}
