using Gateway.Access.Tokens;

namespace Gateway.Access;

/// <summary>The door of the feature: who asks.</summary>
internal static class AccessSetup
{
    public static void AddAccess(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<AccessMetrics>();
        services.AddSingleton<Callers>();
        services.AddSingleton<TokenMetrics>();
        services.AddSingleton<RememberedTokens>();
        services.AddSingleton<TokenIssuers>();
        services.AddSingleton<ShownTokens>();
        services.AddHostedService<IssuerWorker>();
    }
}
