namespace Gateway.Exchanging;

/// <summary>The door of the feature: a token of the caller's becomes one for a cluster.</summary>
internal static class ExchangingSetup
{
    public static void AddExchanging(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ExchangeMetrics>();
        builder.Services.AddSingleton<TokenExchanges>();
    }
}
