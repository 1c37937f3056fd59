using Gateway.Mirroring;

namespace Gateway.Ops;

/// <summary>Shows every mirror: what waits, what was dropped and why, and where its answers differ.</summary>
internal sealed class MirrorsEndpoint(Mirrors mirrors)
{
    public const string Path = "/api/mirrors";

    public Task HandleAsync(HttpContext context) => OpsAnswers.ShowAsync(context, () => mirrors.All.Select(MirrorAnswer.Of));
}
