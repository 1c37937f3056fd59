namespace Gateway.Access.Advisories;

/// <summary>The door of the feature: what is known of vulnerable versions.</summary>
internal static class AdvisoriesSetup
{
    public static void AddAdvisories(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<AdvisoriesMetrics>();
        services.AddSingleton<AdvisoryFeeds>();
        services.AddHostedService<AdvisoryWorker>();
    }
}
