using Gateway.Settings;
using Gateway.Upstreams;
using GoModules.Checksums;

namespace Gateway.Checksums;

/// <summary>The checksum database that says what public modules should be.</summary>
/// <param name="Name">Its name, as in GOSUMDB.</param>
/// <param name="Key">What its signatures are verified with.</param>
/// <param name="Chain">Whom to ask for its records and tiles.</param>
internal sealed record ChecksumSource(string Name, NoteKey Key, Chain Chain)
{
    /// <summary>The public database, whose key every go command knows.</summary>
    public const string PublicName = "sum.golang.org";

    private const string PublicKey = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";

    /// <summary>Which database the settings choose; null when none has a key, or several have and none is chosen.</summary>
    public static string? FindName(GatewaySettings settings)
    {
        var databases = settings.Modules.ChecksumDatabases;
        if (settings.Checksums.Database.Length > 0)
        {
            return settings.Checksums.Database;
        }

        return databases.ContainsKey(PublicName) ? PublicName
            : databases.Where(database => database.Value.Key.Length > 0).Select(database => database.Key).ToList() is [var only] ? only
            : null;
    }

    /// <summary>The key of a database as it is written; empty when there is none.</summary>
    public static string KeyOf(string name, ChecksumDatabaseOptions options) =>
        options.Key.Length > 0 ? options.Key : name == PublicName ? PublicKey : "";
}
