using Gateway.Access;
using Gateway.Caching;
using Gateway.Health;
using Gateway.Settings;
using Gateway.Telemetry;

namespace Gateway.Ops.Views;

/// <summary>Shows this gateway at a glance, <c>GET /api/overview</c>, and its last hour, <c>GET /api/history</c>.</summary>
internal sealed class OverviewEndpoint(
    CurrentSnapshot current, InstanceName instance, RequestHistory history, Notices notices, MemoryTier memory, ContentsEndpoint contents, Drains drains, Farewell farewell, ProbeWorker probes, TimeProvider time)
{
    public const string Path = "/api/overview";
    public const string HistoryPath = "/api/history";

    public Task HandleAsync(HttpContext context) => OpsAnswers.ShowAsync(context, () => Look(context));

    public Task HistoryAsync(HttpContext context) => OpsAnswers.ShowAsync(context, () => HistoryAnswer.Of(history));

    public OverviewAnswer Look(HttpContext context) => new(
        current.Value.Settings.Gateway.Name,
        instance.Value,
        TelemetrySetup.Version,
        history.Began,
        time.GetUtcNow(),
        farewell.HasBegun ? "stopping" : probes.HasLookedRound ? "ready" : "starting",
        Caller.Of(context).Subject,
        OpsAccess.Of(context).Roles,
        notices.Now,
        memory.Bytes,
        memory.Bound,
        memory.Count,
        contents.Redis,
        [.. drains.All.Select(DrainAnswer.Of)]);
}
