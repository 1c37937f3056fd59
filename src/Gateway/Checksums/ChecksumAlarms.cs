using System.Collections.Concurrent;
using GoModules;

namespace Gateway.Checksums;

/// <summary>Tells of what is not what it should be: in the log, and to operators who look later.</summary>
internal sealed class ChecksumAlarms(ILogger<ChecksumAlarms> logger, TimeProvider time)
{
    private const int Most = 200;

    private readonly ConcurrentQueue<ChecksumAlarm> _latest = new();
    private readonly ConcurrentDictionary<string, DatabaseStanding> _standings = new(StringComparer.Ordinal);

    /// <summary>The latest ones, newest first.</summary>
    public IEnumerable<ChecksumAlarm> Latest => _latest.Reverse();

    /// <summary>An artifact is not what the database, or its first sight, says.</summary>
    public void Mismatch(string cluster, GoRequest artifact, string authority, bool isFirstSight, string expected, string? found, DateTimeOffset until)
    {
        var what = found ?? "something unreadable";
        Add(new ChecksumAlarm(time.GetUtcNow(), isFirstSight ? "changed" : "mismatch", artifact.Module, artifact.Version, FileOf(artifact), cluster, expected, what));
        logger.Mismatch(cluster, $"{artifact.Module}@{artifact.Version} ({FileOf(artifact)})", expected, authority, what, until);
    }

    /// <summary>What a database says does not hold.</summary>
    public void DatabaseDishonest(string database, GoRequest artifact, string fault)
    {
        Add(new ChecksumAlarm(time.GetUtcNow(), "database", artifact.Module, artifact.Version, FileOf(artifact), database, null, fault));
        logger.DatabaseDishonest(database, fault, $"{artifact.Module}@{artifact.Version}");
    }

    /// <summary>Whether a database could be asked of late; null when it was not asked.</summary>
    public DatabaseStanding? Find(string database) => _standings.GetValueOrDefault(database);

    /// <summary>Notes whether a database can be asked; only changes are told.</summary>
    public void Heard(string database, string? whyAway)
    {
        var known = _standings.GetValueOrDefault(database);
        if (known is not null && known.WhyAway is null == whyAway is null)
        {
            return;
        }

        _standings[database] = new DatabaseStanding(time.GetUtcNow(), whyAway);
        if (whyAway is not null)
        {
            logger.DatabaseAway(database, whyAway);
        }
        else if (known is not null)
        {
            logger.DatabaseBack(database);
        }
    }

    private void Add(ChecksumAlarm alarm)
    {
        _latest.Enqueue(alarm);
        while (_latest.Count > Most)
        {
            _latest.TryDequeue(out _);
        }
    }

    private static string FileOf(GoRequest artifact) => artifact.Kind == GoRequestKind.Mod ? "mod" : "zip";
}
