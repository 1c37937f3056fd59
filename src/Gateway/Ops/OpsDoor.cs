using Gateway.Access;
using Gateway.Access.Tokens;
using Gateway.Settings;

namespace Gateway.Ops;

/// <summary>Finds out who asks on the operators' listener. Who is let in to what is for <see cref="OpsGatekeeper"/> to say.</summary>
internal sealed class OpsDoor(Callers callers, OpsGuesses guesses, CurrentSnapshot current)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (await guesses.RefusesAsync(context))
        {
            return;
        }

        var snapshot = current.Value;
        var who = await callers.IdentifyAsync(context, snapshot);
        if (who.HasFailed || who.Caller.IsIdentified)
        {
            guesses.Learn(context, who);
        }

        context.Features.Set(OpsRoles.Of(context, who, snapshot.Settings.Ops) with
        {
            Challenge = snapshot.Tokens.IsEmpty ? default : Challenges.Of(snapshot, null),
        });
        await next(context);
    }
}
