using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Upstreams;

/// <summary>Writes the request to an upstream, every header of it ours, and takes the response over at its headers.</summary>
/// <remarks>
/// YARP disposes the message once <see cref="TransformResponseAsync"/> returns <c>false</c>, so the body is moved out first. The token
/// handed in is pooled and must not be kept. docs/decisions/0002-forwarder-on-a-detached-context.md.
/// </remarks>
internal sealed class AnswerTransformer(UpstreamRequest request) : HttpTransformer
{
    /// <summary>The response, once there is one.</summary>
    public TakenResponse? Taken { get; private set; }

    public override ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        proxyRequest.RequestUri = request.Uri;
        request.WriteHeaders(proxyRequest.Headers);
        return ValueTask.CompletedTask;
    }

    public override ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is not null)
        {
            Taken = TakenResponse.TakeFrom(proxyResponse, request.Uri);
        }

        return ValueTask.FromResult(false);
    }
}
