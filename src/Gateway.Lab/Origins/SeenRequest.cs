using System.Collections.Frozen;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Lab.Origins;

/// <summary>A request as it arrived: what tests look at to know what was asked, and with which credentials.</summary>
internal sealed class SeenRequest
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SeenRequest(HttpContext context)
    {
        Method = context.Request.Method;
        Target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        Protocol = context.Request.Protocol;
        Host = context.Request.Host.Value ?? "";
        Headers = context.Request.Headers.ToFrozenDictionary(
            static header => header.Key,
            static header => header.Value.ToString(),
            StringComparer.OrdinalIgnoreCase);
    }

    public string Method { get; }

    /// <summary>The request target byte for byte, query included.</summary>
    public string Target { get; }

    public string Path => Target.Split('?', 2)[0];

    public string Query => Target.Contains('?', StringComparison.Ordinal) ? Target.Split('?', 2)[1] : "";

    public string Protocol { get; }

    public string Host { get; }

    public FrozenDictionary<string, string> Headers { get; }

    /// <summary>Whether a gateway asked by itself, to see how the origin is.</summary>
    public bool IsProbe => Header("User-Agent")?.Contains("(probe)", StringComparison.Ordinal) == true;

    public string? Authorization => Header("Authorization");

    /// <summary>The status that was sent; 0 when the origin sent none.</summary>
    public int Status { get; private set; }

    /// <summary>True when the client closed or reset before it had the answer.</summary>
    public bool ClientLeft { get; private set; }

    /// <summary>Completes when the origin is done with the request, in whatever way.</summary>
    public Task Over => _over.Task;

    public static SeenRequest Of(HttpContext context) => new(context);

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public override string ToString() => $"{Method} {Target}";

    public void Close(HttpContext context, bool clientLeft)
    {
        Status = context.Response.HasStarted ? context.Response.StatusCode : 0;
        ClientLeft = clientLeft;
        _over.TrySetResult();
    }
}
