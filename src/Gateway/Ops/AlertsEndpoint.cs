using System.Text.Json;
using Gateway.Access;
using Gateway.Auditing;
using Gateway.Health;
using Gateway.Settings;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Ops;

/// <summary>Takes Alertmanager's webhook, <c>POST /api/alerts</c>: a firing alert drains the cluster it names for a while, a resolved one ends that.</summary>
/// <remarks>
/// Alertmanager repeats what it has said. The time of a drain is counted from the alert's beginning, so that repeating neither prolongs it nor
/// begins it anew. What operators ordered themselves is theirs: an alert neither replaces nor ends it.
/// </remarks>
internal sealed class AlertsEndpoint(Drains drains, CurrentSnapshot current, SettingsReading reading, OpsGuesses guesses, OperatorTrail trail, TimeProvider time, ILogger<AlertsEndpoint> logger)
{
    public const string Path = "/api/alerts";

    private const int LargestNotice = 1 << 20;
    private const string Mark = "alert ";

    private static readonly Identification Unknown = Identification.Refused(StatusCodes.Status401Unauthorized, "unauthorized: Authorization: Bearer with the token in Ops:AlertsTokenFile is needed");

    // Alertmanager sends PascalCase and camelCase names mixed over its versions.
    private static readonly JsonSerializerOptions Lenient = new(JsonSerializerDefaults.Web);

    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = "POST";
            await OpsAnswers.TextAsync(context, StatusCodes.Status405MethodNotAllowed, "only POST is served here");
            return;
        }

        if (await guesses.RefusesAsync(context))
        {
            return;
        }

        // A token and not our own header, which old Alertmanagers cannot send; no page can show either.
        var isShown = reading.AlertSecret.IsShown(context.Request.Headers.Authorization);
        guesses.Learn(context, isShown ? Identification.Of(Caller.Nobody) : Unknown with { HasFailed = context.Request.Headers.Authorization.Count > 0 });
        if (!isShown)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await OpsAnswers.TextAsync(context, Unknown.Status, Unknown.Lines[0]);
            return;
        }

        if (await ReadAsync(context) is not { Alerts: { } alerts })
        {
            await OpsAnswers.TextAsync(context, StatusCodes.Status400BadRequest, "bad request: the body is none that Alertmanager sends to a webhook");
            return;
        }

        await OpsAnswers.JsonAsync(context, alerts.Select(alert => Follow(context, alert)).ToList());
    }

    private AlertAnswer Follow(HttpContext context, AlertNotice.Alert alert)
    {
        if (!alert.IsToDrain)
        {
            return Nothing(alert, "it has no label action: drain");
        }

        if (alert.Cluster is not { } name || !current.Value.Upstreams.TryGetValue(name, out var upstream))
        {
            return Nothing(alert, $"its label cluster names none: {alert.Cluster}");
        }

        var standing = drains.All.FirstOrDefault(drain => drain.Destination is null && drain.Cluster.Equals(upstream.Name, StringComparison.OrdinalIgnoreCase));
        if (standing is not null && !standing.Reason.StartsWith(Mark, StringComparison.Ordinal))
        {
            return Nothing(alert, "an operator has drained it");
        }

        return alert.IsFiring ? Drain(context, alert, upstream.Name, standing) : Undrain(context, alert, upstream.Name, standing);
    }

    private AlertAnswer Drain(HttpContext context, AlertNotice.Alert alert, string cluster, Drain? standing)
    {
        var longest = TimeSpan.FromMinutes(current.Value.Settings.Ops.AlertMinutes);
        var until = alert.StartsAt + longest;
        if (standing is not null)
        {
            return Nothing(alert, "it is drained already");
        }

        if (until <= time.GetUtcNow())
        {
            return Nothing(alert, $"it has been firing for longer than {longest.TotalMinutes:0} minutes");
        }

        if (Alternatives.OnlyChoiceOf(current.Value, cluster).FirstOrDefault() is { } route)
        {
            logger.AlertNotFollowed(alert.Name, cluster, route);
            return Nothing(alert, $"no other cluster of {route} gets requests now");
        }

        var reason = Mark + alert.Name;
        // Its clock may be ahead of ours.
        drains.Add(new Drain(cluster, null, until < time.GetUtcNow() + longest ? until : time.GetUtcNow() + longest, reason));
        logger.Drained(cluster, (int)longest.TotalMinutes, reason);
        trail.Add(context, "drain", cluster, reason);
        return new AlertAnswer(alert.Name, cluster, "drained", "");
    }

    private AlertAnswer Undrain(HttpContext context, AlertNotice.Alert alert, string cluster, Drain? standing)
    {
        if (standing?.Reason != Mark + alert.Name || !drains.Remove(cluster, null))
        {
            return Nothing(alert, "it has not drained it, or the time is over");
        }

        logger.Undrained(cluster);
        trail.Add(context, "undrain", cluster, standing.Reason + " is resolved");
        return new AlertAnswer(alert.Name, cluster, "undrained", "");
    }

    private static AlertAnswer Nothing(AlertNotice.Alert alert, string why) => new(alert.Name, alert.Cluster, "nothing", why);

    private static async Task<AlertNotice?> ReadAsync(HttpContext context)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = LargestNotice;
        try
        {
            return await JsonSerializer.DeserializeAsync<AlertNotice>(context.Request.Body, Lenient, context.RequestAborted);
        }
        catch (Exception wrong) when (wrong is JsonException or BadHttpRequestException)
        {
            return null;
        }
    }
}
