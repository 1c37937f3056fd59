using Gateway.Telemetry;

namespace Gateway.Ops.Views;

/// <summary>
/// Shows what did not go well of late, <c>GET /api/requests</c>, of some outcomes <c>?outcome=denied,failed</c>; and one request's journey,
/// <c>GET /api/requests/ID</c>.
/// </summary>
internal sealed class RequestsEndpoint(RecentRequests recent)
{
    public const string Path = "/api/requests";

    private const int Most = 200;

    public async Task HandleAsync(HttpContext context)
    {
        if (await OpsAnswers.RefusesGetAsync(context))
        {
            return;
        }

        var maySee = OpsAccess.Of(context).MaySeeIdentities;
        var id = (context.Request.Path.Value ?? "").Trim('/');
        if (id.Length == 0)
        {
            await OpsAnswers.JsonAsync(context, Notable($"{context.Request.Query["outcome"]}").Select(request => RequestAnswer.Of(request, maySee)));
        }
        else if (recent.Find(id) is { } found)
        {
            await OpsAnswers.JsonAsync(context, RequestAnswer.Of(found, maySee));
        }
        else
        {
            await OpsAnswers.TextAsync(
                context, StatusCodes.Status404NotFound, "not found: this gateway does not remember such a request; it may have been another replica's, be older than Ops:RememberedRequests reaches, or be mistyped");
        }
    }

    private IEnumerable<PastRequest> Notable(string outcomes)
    {
        var wanted = outcomes.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return recent.Notable.Where(request => !request.IsTwin && (wanted.Length == 0 || wanted.Contains(request.Outcome))).Take(Most);
    }
}
