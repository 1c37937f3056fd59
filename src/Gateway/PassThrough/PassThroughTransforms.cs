using Gateway.Edge;
using Gateway.Exchanging;
using Gateway.Settings;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.PassThrough;

/// <summary>What every route does besides what its own transforms say: our <c>Via</c>, the cluster's credentials or who asks, and no cookies.</summary>
internal sealed class PassThroughTransforms(UploadPurge purge, TokenExchanges exchanges) : ITransformProvider
{
    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Apply(TransformBuilderContext context)
    {
        var cluster = context.Cluster?.ClusterId ?? "";
        context.AddRequestTransform(request =>
        {
            var snapshot = request.HttpContext.Features.GetRequiredFeature<Snapshot>();
            request.ProxyRequest.Headers.TryAddWithoutValidation("Via", $"1.1 {snapshot.Settings.Gateway.Name}");
            if (request.HttpContext.Features.Get<PassedIdentity>() is { } told)
            {
                told.WriteTo(request.ProxyRequest.Headers, isSafe: request.DestinationPrefix.StartsWith("https:", StringComparison.OrdinalIgnoreCase));
            }
            else if (snapshot.Upstreams.GetValueOrDefault(cluster)?.Credentials is { } credentials)
            {
                request.ProxyRequest.Headers.Authorization = credentials;
            }

            return ValueTask.CompletedTask;
        });
        context.AddResponseTransform(async response =>
        {
            var headers = response.HttpContext.Response.Headers;
            // Every cluster has the gateway's name to a browser: one would be sent the cookies of the other.
            headers.Remove("Set-Cookie");
            headers[RequestId.Header] = RequestId.Of(response.HttpContext);
            if (response.ProxyResponse is { } answer)
            {
                response.HttpContext.Features.Get<PassedIdentity>()?.Answered((int)answer.StatusCode, exchanges);
                await purge.ChangedAsync(response.HttpContext, (int)answer.StatusCode);
            }
        });
    }
}
