using System.Text.Json;
using Gateway.Auditing;
using Gateway.Health;
using Gateway.Settings;
using Gateway.Upstreams;

namespace Gateway.Ops;

/// <summary>
/// Takes a destination or a cluster out of rotation on every gateway for a while, and back: <c>PUT</c> and <c>DELETE /api/drains/nexus/a</c>.
/// </summary>
internal sealed class DrainEndpoint(Drains drains, SharedDrains shared, CurrentSnapshot current, OperatorTrail trail, TimeProvider time, ILogger<DrainEndpoint> logger)
{
    public const string Path = "/api/drains";

    private const int DefaultMinutes = 60;
    private const int DrillMinutes = 5;
    private const int LongestReason = 200;

    public async Task HandleAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            if (!await OpsGatekeeper.RefusesAsync(context))
            {
                await AnswerAsync(context, DrainedNow());
            }

            return;
        }

        if (!HttpMethods.IsPut(context.Request.Method) && !HttpMethods.IsDelete(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, PUT, DELETE";
            await OpsAnswers.TextAsync(context, StatusCodes.Status405MethodNotAllowed, "only GET, PUT and DELETE are served here");
            return;
        }

        if (await OpsGatekeeper.RefusesChangeAsync(context))
        {
            return;
        }

        var names = (context.Request.Path.Value ?? "").Trim('/').Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (names is not ([_] or [_, _]))
        {
            await OpsAnswers.TextAsync(context, StatusCodes.Status400BadRequest, "bad request: name a cluster, or a cluster and a destination: /api/drains/nexus/a");
            return;
        }

        var (cluster, destination) = (names[0], names.ElementAtOrDefault(1));
        if (Find(cluster, destination) is not { } found)
        {
            await OpsAnswers.TextAsync(context, StatusCodes.Status404NotFound, $"not found: no destination is named {string.Join('/', names)}; /api/clusters shows them");
        }
        else
        {
            // As the settings spell them, so that an order has one name on every gateway.
            (cluster, destination) = (found[0].Standing.Cluster, destination is null ? null : found[0].Standing.Name);
            await (HttpMethods.IsDelete(context.Request.Method) ? UndrainAsync(context, cluster, destination, found) : DrainAsync(context, cluster, destination, found));
        }
    }

    private async Task DrainAsync(HttpContext context, string cluster, string? destination, IReadOnlyList<Destination> found)
    {
        var (order, fault) = await ReadAsync(context);
        if (order is null)
        {
            await OpsAnswers.TextAsync(context, StatusCodes.Status400BadRequest, $"bad request: {fault}");
            return;
        }

        if (order.Drill && !Alternatives.HasOther(current.Value, cluster, destination) && Alternatives.OnlyChoiceOf(current.Value, cluster).FirstOrDefault() is { } route)
        {
            await OpsAnswers.TextAsync(context, StatusCodes.Status409Conflict, $"conflict: no other cluster of {route} gets requests now; a drill costs nobody a build");
            return;
        }

        var minutes = order.Minutes ?? (order.Drill ? DrillMinutes : DefaultMinutes);
        var reason = order.Reason is { Length: > 0 } said ? said : order.Drill ? "drill" : "";
        drains.Add(new Drain(cluster, destination, time.GetUtcNow() + TimeSpan.FromMinutes(minutes), reason));
        logger.Drained(destination is null ? cluster : $"{cluster}/{destination}", minutes, reason);
        trail.Add(context, "drain", destination is null ? cluster : $"{cluster}/{destination}", reason);
        await AnswerAsync(context, found);
    }

    private async Task UndrainAsync(HttpContext context, string cluster, string? destination, IReadOnlyList<Destination> found)
    {
        if (!drains.Remove(cluster, destination))
        {
            await OpsAnswers.TextAsync(context, StatusCodes.Status404NotFound, "not found: it is not drained under this name; /api/drains shows what is");
            return;
        }

        logger.Undrained(destination is null ? cluster : $"{cluster}/{destination}");
        trail.Add(context, "undrain", destination is null ? cluster : $"{cluster}/{destination}");
        await AnswerAsync(context, found);
    }

    private async Task AnswerAsync(HttpContext context, IEnumerable<Destination> destinations) =>
        await OpsAnswers.JsonAsync(context, DrainsAnswer.Of(await shared.SpreadAsync(), shared.HasOthers, drains.All, destinations));

    private IEnumerable<Destination> DrainedNow() =>
        current.Value.Upstreams.Values.SelectMany(upstream => upstream.Destinations).Where(destination => destination.Standing.State == HealthState.Drained);

    private List<Destination>? Find(string cluster, string? destination)
    {
        var all = current.Value.Upstreams.GetValueOrDefault(cluster)?.Destinations;
        var found = all?.Where(one => destination is null || one.Standing.Name.Equals(destination, StringComparison.OrdinalIgnoreCase)).ToList();
        return found is { Count: > 0 } ? found : null;
    }

    private static async Task<(DrainOrder? Order, string Fault)> ReadAsync(HttpContext context)
    {
        try
        {
            var order = context.Request.ContentLength is 0 ? new DrainOrder(null, null) : await context.Request.ReadFromJsonAsync<DrainOrder>(context.RequestAborted);
            return order?.Minutes is < 1 || order?.Minutes > Drains.Longest.TotalMinutes
                ? (null, $"minutes is {order.Minutes}; 1 to {Drains.Longest.TotalMinutes:0} are possible")
                : order?.Reason?.Length > LongestReason ? (null, $"reason has {order.Reason.Length} letters; {LongestReason} are possible")
                : (order ?? new DrainOrder(null, null), "");
        }
        catch (JsonException)
        {
            return (null, "the body is no JSON such as { \"minutes\": 30, \"reason\": \"drill\" }");
        }
    }
}
