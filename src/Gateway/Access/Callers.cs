using Gateway.Edge;
using Gateway.Settings;

namespace Gateway.Access;

/// <summary>Finds out who asks, as the listener's <see cref="ClientPolicy"/> wants it.</summary>
internal sealed class Callers
{
    /// <summary>Who asks; it is the request's <see cref="Caller.Of"/> from then on.</summary>
    public ValueTask<Identification> IdentifyAsync(HttpContext context, Snapshot snapshot)
    {
        var found = Identification.Of(Caller.Nobody);
        context.Features.Set(found.Caller);
        return ValueTask.FromResult(found);
    }
}
