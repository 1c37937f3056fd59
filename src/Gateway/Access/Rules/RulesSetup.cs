using Gateway.Settings;

namespace Gateway.Access.Rules;

/// <summary>The door of the feature: who may fetch what.</summary>
internal static class RulesSetup
{
    public static void AddRules(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<RulesMetrics>();
        services.AddSingleton<WebhookClient>();
        services.AddSingleton<Webhooks>();
        services.AddSingleton<VersionSightings>();
        services.AddSingleton<VersionAges>();
        services.AddSingleton<KnownVulnerabilities>();
        services.AddSingleton<Judge>();
        services.AddSingleton<LicensesMetrics>();
        services.AddSingleton<ZipLicenses>();
        services.AddSingleton<VersionFilter>();
        services.AddSingleton<VisibleVersions>();
    }

    /// <summary>Tells of rules that decide nothing, now and whenever others come into force.</summary>
    public static void UseRules(this WebApplication app)
    {
        var current = app.Services.GetRequiredService<CurrentSnapshot>();
        var logger = app.Services.GetRequiredService<ILogger<AccessRules>>();
        AccessRules? told = null;
        current.Replaced += Tell;
        Tell();

        void Tell()
        {
            var snapshot = current.Value;
            if (Interlocked.Exchange(ref told, snapshot.Rules) != snapshot.Rules)
            {
                foreach (var (rule, earlier) in RuleCover.Find(snapshot.Settings.Access.Rules))
                {
                    logger.NeverDecides(rule, earlier);
                }
            }
        }
    }
}
