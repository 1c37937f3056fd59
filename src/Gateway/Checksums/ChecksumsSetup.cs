using Gateway.Upstreams;

namespace Gateway.Checksums;

/// <summary>The door of the feature: what clusters give is checked before it is kept.</summary>
internal static class ChecksumsSetup
{
    public static void AddChecksums(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ChecksumMetrics>();
        services.AddSingleton<ChecksumAlarms>();
        services.AddSingleton<ChecksumTally>();
        services.AddSingleton<DatabaseReader>();
        services.AddSingleton<TreeTimes>();
        services.AddSingleton<TrustedHeads>();
        services.AddSingleton<ChecksumRecords>();
        services.AddSingleton<RecordTimes>();
        services.AddSingleton<FirstHashes>();
        services.AddSingleton<DistrustedAnswers>();
        services.AddSingleton<ArtifactChecks>();
    }
}
