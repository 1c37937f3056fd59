using Gateway.Checksums;
using Gateway.Settings;
using Gateway.Upstreams;
using GoModules.Checksums;

namespace Gateway.Ops;

/// <summary>Shows what was not what it should be, what nobody could vouch for, and what is known of the checksum databases.</summary>
internal sealed class ChecksumsEndpoint(CurrentSnapshot current, ChecksumAlarms alarms, ChecksumTally tally, TrustedHeads heads, DistrustedAnswers distrusted)
{
    public const string Path = "/api/checksums";

    public Task HandleAsync(HttpContext context) => OpsAnswers.ShowAsync(context, () => Look(current.Value.Settings));

    private ChecksumsAnswer Look(GatewaySettings settings) => new(
        [.. Databases(settings)],
        settings.Modules.Routes.ToDictionary(route => route.Name, route => $"{route.Checksums}"),
        tally.Counts,
        tally.Refused,
        distrusted.Count,
        alarms.Latest,
        tally.Latest);

    private IEnumerable<ChecksumDatabaseAnswer> Databases(GatewaySettings settings)
    {
        var authority = ChecksumSource.FindName(settings);
        return from database in settings.Modules.ChecksumDatabases
               orderby database.Key != authority, database.Key
               select ChecksumDatabaseAnswer.Of(database.Key, database.Value.Clusters, database.Key == authority, alarms.Find(database.Key), HeadOf(database.Key));
    }

    // A database whose key was changed has a tree of each; the larger one tells more.
    private TreeHead? HeadOf(string database) => heads.All.Where(known => known.Database == database).Select(known => known.Head).MaxBy(head => head.Size);
}
