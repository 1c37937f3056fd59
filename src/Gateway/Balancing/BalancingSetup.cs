namespace Gateway.Balancing;

/// <summary>The door of the feature: which destination of a cluster is asked.</summary>
internal static class BalancingSetup
{
    /// <summary>The names of our own policies, beside YARP's.</summary>
    public static readonly IReadOnlyList<string> Names = ["Weighted", "PeakEwma", "ModuleHash"];

    public static void AddBalancing(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<IBalancing, Weighted>();
        services.AddSingleton<IBalancing, PeakEwma>();
        services.AddSingleton<IBalancing, ModuleHash>();
        services.AddSingleton<Balancer>();
    }
}
