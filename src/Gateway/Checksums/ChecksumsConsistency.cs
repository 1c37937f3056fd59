using Gateway.Settings;
using GoModules.Checksums;

namespace Gateway.Checksums;

/// <summary>Rules between routes, checksum databases and how artifacts are checked.</summary>
internal static class ChecksumsConsistency
{
    public static void Check(GatewaySettings settings, List<string> faults)
    {
        var databases = settings.Modules.ChecksumDatabases;
        foreach (var (name, database) in databases)
        {
            if (database.Key.Length > 0 && NoteKey.Parse(database.Key)?.Name != name)
            {
                faults.Add($"Modules:ChecksumDatabases:{name}:Key is \"{database.Key}\"; the verifier key of {name} is needed, as GOSUMDB has it: {name}+HASH+KEY.");
            }
        }

        var chosen = settings.Checksums.Database;
        if (chosen.Length > 0 && !databases.ContainsKey(chosen))
        {
            faults.Add($"Checksums:Database is \"{chosen}\", which Modules:ChecksumDatabases does not name.{DidYouMean.Sentence(chosen, databases.Keys)}");
        }
        else if (chosen.Length > 0 && ChecksumSource.KeyOf(chosen, databases[chosen]).Length == 0)
        {
            faults.Add($"Checksums:Database is \"{chosen}\" and Modules:ChecksumDatabases:{chosen}:Key is missing; nothing it says could be verified.");
        }

        CheckRoutes(settings, faults);
    }

    private static void CheckRoutes(GatewaySettings settings, List<string> faults)
    {
        var routes = settings.Modules.Routes;
        for (var index = 0; index < routes.Count; index++)
        {
            if (routes[index].Checksums != ChecksumMode.Enforce)
            {
                continue;
            }

            if (ChecksumSource.FindName(settings) is null)
            {
                faults.Add($"Modules:Routes:{index}:Checksums is Enforce and no checksum database can be asked: name one in Modules:ChecksumDatabases with its Key, and in Checksums:Database when there are several.");
            }

            if (settings.Checksums.LargestZipMegabytes > settings.Caching.InFlightMegabytes)
            {
                faults.Add($"Checksums:LargestZipMegabytes is {settings.Checksums.LargestZipMegabytes} and Caching:InFlightMegabytes {settings.Caching.InFlightMegabytes}: such a zip could never be held until it is checked.");
                return;
            }
        }
    }
}
