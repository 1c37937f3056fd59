namespace Gateway.Ops.Views;

/// <summary>The door of the console and of what it shows.</summary>
internal static class ViewsSetup
{
    public static void AddViews(this IServiceCollection services)
    {
        services.AddSingleton<ConsoleFiles>();
        services.AddSingleton<ContentsEndpoint>();
        services.AddSingleton<GuardNotices>();
        services.AddSingleton<Notices>();
        services.AddSingleton<OverviewEndpoint>();
        services.AddSingleton<RequestsEndpoint>();
        services.AddSingleton<SetupEndpoint>();
        services.AddSingleton<LiveEndpoint>();
    }

    /// <summary>Comes after it is known who asks.</summary>
    public static void MapViews(this IApplicationBuilder ops, IServiceProvider services)
    {
        var overview = services.GetRequiredService<OverviewEndpoint>();
        var requests = services.GetRequiredService<RequestsEndpoint>();
        var setup = services.GetRequiredService<SetupEndpoint>();
        var live = services.GetRequiredService<LiveEndpoint>();
        var console = services.GetRequiredService<ConsoleFiles>();
        ops.Map(OverviewEndpoint.Path, shown => shown.Run(overview.HandleAsync));
        ops.Map(OverviewEndpoint.HistoryPath, shown => shown.Run(overview.HistoryAsync));
        ops.Map(RequestsEndpoint.Path, shown => shown.Run(requests.HandleAsync));
        ops.Map(SetupEndpoint.SettingsPath, shown => shown.Run(setup.SettingsAsync));
        ops.Map(SetupEndpoint.CertificatesPath, shown => shown.Run(setup.CertificatesAsync));
        ops.Map(SetupEndpoint.IssuersPath, shown => shown.Run(setup.IssuersAsync));
        ops.Map(LiveEndpoint.Path, shown => shown.Run(live.HandleAsync));
        ops.MapWhen(context => console.Has(context.Request.Path), page => page.Run(console.HandleAsync));
    }
}
