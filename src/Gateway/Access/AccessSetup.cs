namespace Gateway.Access;

/// <summary>The door of the feature: who asks, and what they may fetch.</summary>
internal static class AccessSetup
{
    public static void AddAccess(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Callers>();
    }
}
