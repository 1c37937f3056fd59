using Gateway.Access;
using Gateway.Access.Rules;
using Gateway.Edge;
using Gateway.Exchanging;
using Gateway.Limits;
using Gateway.Settings;
using GoModules;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Model;

namespace Gateway.PassThrough;

/// <summary>What is no Go request and a route of <c>ReverseProxy:Routes</c> takes: judged like everything else, then YARP's own pipeline sends it.</summary>
internal sealed class PassThroughEndpoint(CurrentSnapshot current, Callers callers, Limiter limits, TokenExchanges exchanges, ILogger<PassThroughEndpoint> logger)
{
    /// <summary>Whether routes are looked at for a request at all. What parses as a Go request with GET or HEAD is the module endpoint's, whatever they say.</summary>
    public bool IsFor(HttpContext context)
    {
        var settings = current.Value.Settings;
        if (settings.ReverseProxy.Routes.Count == 0)
        {
            return false;
        }

        var target = TargetPath.Of(context, Listener.Of(context).Options(settings));
        // The root is where credential helpers of go look whether they are taken.
        return !IsRead(context.Request) || (target != "/" && GoRequest.Parse(target) is null);
    }

    /// <summary>Comes between YARP's routing and its pipeline; what no route takes goes on to the module endpoint.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>() is not { } route)
        {
            await next(context);
            return;
        }

        var snapshot = current.Value;
        var visit = Visit.Of(context);
        (visit.IsPassedThrough, visit.Route, visit.Request) = (true, route.Config.RouteId, UploadedModule.Find(context.Request.Path.Value ?? "").FirstOrDefault());
        if (await RefusesAsync(context, snapshot, route))
        {
            return;
        }

        context.Features.Set(snapshot);
        if (await PassedIdentity.AddAsync(context, snapshot, route, exchanges) is { } fault)
        {
            await GoAnswers.RefuseAsync(context, fault.IsRefusal ? StatusCodes.Status403Forbidden : StatusCodes.Status502BadGateway, $"{(fault.IsRefusal ? "forbidden" : "bad gateway")}: {route.Config.ClusterId} {fault.Words}");
            return;
        }

        InboundHeaders.Remove(context.Request.Headers);
        var body = context.Response.Body;
        context.Response.Body = new CountedBody(body, visit);
        try
        {
            await next(context);
        }
        finally
        {
            // What is to be said of a failure the gateway says itself.
            context.Response.Body = body;
        }

        await EndAsync(context, route);
    }

    private async Task<bool> RefusesAsync(HttpContext context, Snapshot snapshot, RouteModel route)
    {
        if (Gatekeeper.RefuseLoop(context, snapshot) is { } refusing)
        {
            await refusing;
            return true;
        }

        if (FindFault(context, snapshot.Settings.PassThrough) is var (status, fault))
        {
            await GoAnswers.RefuseAsync(context, status, fault);
            return true;
        }

        var identification = await callers.IdentifyAsync(context, snapshot);
        if (await limits.RefusesAsync(context, identification))
        {
            return true;
        }

        if (identification.IsRefused)
        {
            await GoAnswers.RefuseAsync(context, identification.Status, identification.Lines);
            return true;
        }

        var decision = Decide(context, snapshot.Rules, route);
        if (!decision.IsAllowed)
        {
            var what = $"{context.Request.Method} {context.Request.Path}";
            await GoAnswers.RefuseAsync(context, decision.Status, DecisionText.Of(decision, what, identification.Caller, snapshot.Rules.Contact));
            return true;
        }

        return false;
    }

    private static Decision Decide(HttpContext context, AccessRules rules, RouteModel route)
    {
        var action = IsRead(context.Request) ? RuleAction.Read : RuleAction.Publish;
        var decision = rules.Decide(RuleQuestion.Of(context, context.Request.Path.Value ?? "", route.Config.RouteId, action));
        Visit.Of(context).Decision = decision;
        return decision;
    }

    private static (int Status, string Fault)? FindFault(HttpContext context, PassThroughOptions options)
    {
        var method = context.Request.Method;
        // TRACE would show the cluster's credentials to the client, a tunnel has no rules and no end.
        if (HttpMethods.IsTrace(method) || HttpMethods.IsConnect(method))
        {
            return (StatusCodes.Status405MethodNotAllowed, $"method not allowed: {method} is not passed through");
        }

        if (!PassThroughTarget.IsPlain(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget))
        {
            return (StatusCodes.Status400BadRequest, "bad request: the path has empty or dotted elements or escapes that could be read as another path");
        }

        if (context.Request.ContentLength > options.LargestBody)
        {
            context.Response.Headers.Connection = "close";
            return (StatusCodes.Status413PayloadTooLarge, TooLarge(options));
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound)
        {
            bound.MaxRequestBodySize = options.LargestBody;
        }

        context.Features.Set<IHttpUpgradeFeature>(null);
        context.Features.Set<IHttpExtendedConnectFeature>(null);
        return null;
    }

    private static bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private static string TooLarge(PassThroughOptions options) =>
        $"payload too large: the gateway passes bodies of at most {options.LargestBodyMegabytes} MiB (PassThrough:LargestBodyMegabytes)";

    private async Task EndAsync(HttpContext context, RouteModel route)
    {
        var (request, response) = (context.Request, context.Response);
        if (context.GetForwarderErrorFeature() is not { } error)
        {
            logger.PassedThrough(request.Method, request.Path, response.StatusCode, route.Config.RouteId, RequestId.Of(context));
            return;
        }

        if (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        var cluster = route.Cluster?.ClusterId ?? "";
        logger.Failed(route.Config.RouteId, cluster, request.Method, request.Path, $"{error.Error}", RequestId.Of(context));
        if (response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            Rotation.Suspect(context);
        }

        if (response.HasStarted)
        {
            // YARP has reset the connection: what was sent must not look whole.
            return;
        }

        var status = response.StatusCode;
        response.Headers.Clear();
        response.Headers[RequestId.Header] = RequestId.Of(context);
        await GoAnswers.RefuseAsync(context, status, status switch
        {
            StatusCodes.Status413PayloadTooLarge => TooLarge(current.Value.Settings.PassThrough),
            StatusCodes.Status400BadRequest => "bad request: the body broke off on its way",
            StatusCodes.Status408RequestTimeout => "request timeout: the body came too slowly",
            StatusCodes.Status503ServiceUnavailable => $"unavailable: {cluster} has no destination to ask now",
            StatusCodes.Status504GatewayTimeout => $"gateway timeout: {cluster} did not answer in time",
            _ => $"bad gateway: {cluster} could not be asked",
        });
    }
}
