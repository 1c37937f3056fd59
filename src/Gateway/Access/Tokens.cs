using Gateway.Settings;

namespace Gateway.Access;

/// <summary>Reads the token that a request shows, as <c>Bearer</c> or as the password of <c>Basic</c>.</summary>
internal static class Tokens
{
    public static ValueTask<Shown<CallerToken>> ReadAsync(HttpContext context, Snapshot snapshot) => ValueTask.FromResult(
        context.Request.Headers.Authorization.Count == 0
            ? Shown<CallerToken>.Nothing
            : Shown<CallerToken>.Bad($"the gateway \"{snapshot.Settings.Gateway.Name}\" knows no issuer of tokens"));
}
