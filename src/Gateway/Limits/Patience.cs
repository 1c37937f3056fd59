namespace Gateway.Limits;

/// <summary>Until when a request may wait, for all limits together; a feature of the request.</summary>
/// <param name="Until">In seconds of the clock.</param>
internal sealed record Patience(double Until)
{
    /// <summary>The request's own, from its first limit on.</summary>
    public static Patience Of(HttpContext context, LimitsOptions limits, double now)
    {
        if (context.Features.Get<Patience>() is not { } patience)
        {
            patience = new Patience(now + limits.MaximumWait.TotalSeconds);
            context.Features.Set(patience);
        }

        return patience;
    }
}
