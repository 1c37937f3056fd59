using Gateway.Lab.Modules;

namespace Gateway.FailoverBench.Origins;

/// <summary>The modules that every origin has: enough of them that two requests seldom ask for the same at once.</summary>
internal static class ModuleSet
{
    /// <summary>What probes ask for.</summary>
    public const string Known = "example.org/m0@v1.0.0";

    private const int Modules = 100;
    private const int Versions = 4;
    // A zip is not a single packet.
    private const int FileSize = 24 * 1024;

    public static ModuleLibrary Library() => new(
        from module in Enumerable.Range(0, Modules)
        from version in Enumerable.Range(0, Versions)
        select new LabModule { Path = Path(module), Version = Version(version), Files = [LabFile.Incompressible("noise.bin", FileSize, (module * Versions) + version)] });

    /// <summary>A request as builds send them: of 20 are 3 lists, 5 <c>.info</c>, 7 <c>.mod</c> and 5 zips.</summary>
    public static string Target(Random random)
    {
        var files = $"/{Path(random.Next(Modules))}/@v/";
        return random.Next(20) switch
        {
            < 3 => files + "list",
            < 8 => $"{files}{Version(random.Next(Versions))}.info",
            < 15 => $"{files}{Version(random.Next(Versions))}.mod",
            _ => $"{files}{Version(random.Next(Versions))}.zip",
        };
    }

    private static string Path(int module) => $"example.org/m{module}";

    private static string Version(int version) => $"v1.{version}.0";
}
