namespace Gateway.Checking;

/// <summary>The door of the feature: a look at every cluster before anything relies on it.</summary>
internal static class CheckingSetup
{
    public static void AddChecking(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LiveAsking>();
        builder.Services.AddSingleton<LiveCheck>();
    }
}
