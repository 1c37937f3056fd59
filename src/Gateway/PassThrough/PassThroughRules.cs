namespace Gateway.PassThrough;

/// <summary>Seam.</summary>
internal static class PassThroughRules
{
    public static bool Allow(HttpContext context) => context is not null && Environment.GetEnvironmentVariable("X_PASS") == "1";
}
