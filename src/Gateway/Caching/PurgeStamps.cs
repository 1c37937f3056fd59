using System.Collections.Concurrent;

namespace Gateway.Caching;

/// <summary>Which kept answers were purged, told by numbers and never by a clock.</summary>
/// <remarks>
/// Every purge has a number above all earlier ones. An answer carries the highest number that was known before its fetch began; it is
/// current unless one of its tags was purged under a higher one. The gateways that share a Redis count purges there; in the lower
/// bits of a number each counts those that Redis does not know of yet, so that a purge while Redis is away holds here at once and
/// still never equals one that somebody else was given meanwhile.
/// </remarks>
internal sealed class PurgeStamps
{
    /// <summary>The tag of every answer.</summary>
    public const string Everything = "*";

    /// <summary>How many tags are remembered; beyond it the older half is purged as a whole.</summary>
    public const int MostTags = 16_384;

    /// <summary>How many patterns are remembered; each is held against every answer.</summary>
    public const int MostPatterns = 256;

    private const int LocalBits = 20;
    private const long LocalMask = (1L << LocalBits) - 1;

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, long> _tags = new();
    private readonly bool _isShared;
    private volatile PurgePattern[] _patterns = [];
    private long _now;
    private long _highest;
    private long _floor;
    private long _heard;
    private long _changes;

    /// <param name="isShared">Whether purges are counted in Redis too.</param>
    public PurgeStamps(bool isShared = false) => _isShared = isShared;

    /// <summary>What an answer is stamped with. Read it before the fetch begins.</summary>
    public long Now => Volatile.Read(ref _now);

    /// <summary>Every shared purge up to this number is known here.</summary>
    public long Heard => Volatile.Read(ref _heard);

    /// <summary>Whether an entry was not purged since. Its tags are looked up once for each purge, however often it is asked for.</summary>
    public bool IsCurrent(MemoryEntry entry)
    {
        // Counted before the look: what changes during it is looked at again.
        var changes = Volatile.Read(ref _changes);
        if (entry.PurgesSeen == changes)
        {
            return true;
        }

        if (!IsCurrent(entry.Stamp, entry.Tags))
        {
            return false;
        }

        entry.PurgesSeen = changes;
        return true;
    }

    /// <summary>Whether nothing with this stamp and these tags was purged since. Takes no lock, and allocates nothing while no pattern is purged.</summary>
    public bool IsCurrent(long stamp, string[] tags)
    {
        if (stamp >= Volatile.Read(ref _highest))
        {
            return true;
        }

        if (stamp < Volatile.Read(ref _floor))
        {
            return false;
        }

        foreach (var tag in tags)
        {
            if (_tags.TryGetValue(tag, out var number) && stamp < number)
            {
                return false;
            }
        }

        foreach (var pattern in _patterns)
        {
            if (stamp < pattern.Number && pattern.Matches(tags))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A purge that Redis does not know of, or that there is no Redis to tell. Its number.</summary>
    public long PurgeHere(string tag)
    {
        lock (_gate)
        {
            // Never the next shared number: somebody else may be given that one while we are away. Past a million purges in one
            // outage what they purge is not kept any more, rather than served.
            var number = Math.Max(_highest, _now) + 1;
            Set(tag, number);
            Volatile.Write(ref _now, _isShared ? Math.Min(number, _now | LocalMask) : number);
            return number;
        }
    }

    /// <summary>A shared purge that was told on the channel or by the answer to our own. False: others before it are still unknown.</summary>
    public bool Apply(string tag, long shared)
    {
        lock (_gate)
        {
            Set(tag, shared << LocalBits);
            Advance(shared);
            if (shared == _heard + 1)
            {
                Volatile.Write(ref _heard, shared);
            }

            return shared <= _heard;
        }
    }

    /// <summary>What Redis holds: every purge up to its counter that was not known here is in it.</summary>
    public void Apply(PurgeReading reading)
    {
        lock (_gate)
        {
            Set(Everything, reading.Floor << LocalBits);
            foreach (var (tag, shared) in reading.Tags)
            {
                Set(tag, shared << LocalBits);
            }

            Advance(reading.Counter);
            Volatile.Write(ref _heard, Math.Max(_heard, reading.Counter));
        }
    }

    /// <summary>The shared purges that are known here, to be told to a Redis that lost them.</summary>
    public PurgeReading Shared()
    {
        lock (_gate)
        {
            var tags = _tags.Where(tag => (tag.Value & LocalMask) == 0).Select(tag => (tag.Key, tag.Value >> LocalBits));
            return new PurgeReading(_heard, _floor >> LocalBits, [.. tags]);
        }
    }

    private void Advance(long shared)
    {
        if (shared << LocalBits > _now)
        {
            Volatile.Write(ref _now, shared << LocalBits);
        }
    }

    private void Set(string tag, long number)
    {
        if (number <= (tag == Everything ? _floor : _tags.GetValueOrDefault(tag)))
        {
            return;
        }

        if (tag == Everything)
        {
            Volatile.Write(ref _floor, number);
        }
        else
        {
            _tags[tag] = number;
            if (CacheTags.PatternOf(tag) is not null)
            {
                _patterns = [.. _patterns.Where(pattern => pattern.Tag != tag), PurgePattern.Of(tag, number)];
            }

            Fold();
        }

        // Numbers may come out of order, so that the highest does not tell whether something changed.
        Volatile.Write(ref _highest, Math.Max(_highest, number));
        Volatile.Write(ref _changes, _changes + 1);
    }

    private void Fold()
    {
        if (_tags.Count <= MostTags && _patterns.Length <= MostPatterns)
        {
            return;
        }

        // The floor first: what a forgotten tag purged must not be current for a moment.
        var floor = _tags.Count > MostTags
            ? _tags.Values.Order().ElementAt(MostTags / 2)
            : _patterns.Select(pattern => pattern.Number).Order().ElementAt(MostPatterns / 2);
        Volatile.Write(ref _floor, Math.Max(_floor, floor));
        foreach (var tag in _tags.Where(tag => tag.Value <= floor))
        {
            _tags.TryRemove(tag);
        }

        _patterns = [.. _patterns.Where(pattern => pattern.Number > floor)];
    }
}
