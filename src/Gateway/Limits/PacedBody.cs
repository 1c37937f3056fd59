using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Limits;

/// <summary>The body of an answer whose bytes are held back to a pace.</summary>
internal sealed class PacedBody(IHttpResponseBodyFeature body, Pace pace) : IHttpResponseBodyFeature
{
    public Stream Stream { get; } = new PacedStream(body.Stream, pace);

    public PipeWriter Writer { get; } = new PacedWriter(body.Writer, pace);

    /// <summary>Whether the answer to a request is held back.</summary>
    public static bool Is(HttpContext context) => context.Features.Get<IHttpResponseBodyFeature>() is PacedBody;

    public void DisableBuffering() => body.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => body.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    public Task CompleteAsync() => body.CompleteAsync();
}
