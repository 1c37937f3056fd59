using Gateway.Access;
using Gateway.Limits;
using Gateway.Settings;

namespace Gateway.Ops;

/// <summary>Makes guessing slow on the operators' listener as on those for modules. How often operators ask is bounded by nothing.</summary>
/// <remarks>
/// Counted for itself: whoever guesses on another listener, from behind the same balancer, must not keep an operator out. And before anything else is
/// looked at, so that the one who waits learns nothing from it.
/// </remarks>
internal sealed class OpsGuesses(CurrentSnapshot current, WaitingRoom room, LimitsMetrics metrics)
{
    private readonly Guesses _guesses = new(room, metrics);

    /// <summary>Waits until what a request shows may be looked at. Whether it was refused; it is answered then.</summary>
    public async Task<bool> RefusesAsync(HttpContext context)
    {
        try
        {
            if (await _guesses.WaitAsync(context, current.Value.Settings.Limits) is { } refusal)
            {
                context.Response.Headers.RetryAfter = $"{refusal.RetryAfter}";
                await OpsAnswers.TextAsync(context, StatusCodes.Status429TooManyRequests, $"too many requests: {refusal.Reason}; try again in {refusal.RetryAfter} s");
                return true;
            }

            return false;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away; there is nobody to tell.
            return true;
        }
    }

    /// <summary>Learns what became of what it showed.</summary>
    public void Learn(HttpContext context, Identification identification) => _guesses.Learn(context, identification, current.Value.Settings.Limits);
}
