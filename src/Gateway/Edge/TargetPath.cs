using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Edge;

/// <summary>The raw target of a request without the listener's path prefix.</summary>
internal static class TargetPath
{
    /// <summary>The target as it came over the wire, from a slash on. <c>Path</c> would already be decoded and tidied.</summary>
    public static string Of(HttpContext context, ListenerOptions listener)
    {
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        foreach (var prefix in listener.PathPrefixes)
        {
            var path = prefix.AsSpan().TrimEnd('/');
            if (raw.AsSpan().StartsWith(path, StringComparison.Ordinal) && (raw.Length == path.Length || raw[path.Length] == '/'))
            {
                return raw.Length == path.Length ? "/" : raw[path.Length..];
            }
        }

        return raw;
    }
}
