using GoModules;
using Microsoft.Net.Http.Headers;

namespace Gateway.Edge;

/// <summary>What tells one body from another, and whether the client has this one already (RFC 9110, 13).</summary>
internal static class Conditions
{
    /// <summary>Writes type and validators; true when the client has the body already, which is its answer then.</summary>
    public static bool IsMet(HttpContext context, GoRequest request, string? etag, string? modified)
    {
        var response = context.Response;
        response.Headers.ETag = etag;
        response.Headers.LastModified = modified;
        if (etag is not null && context.Request.Headers.IfNoneMatch.Count > 0 && Names(context.Request.GetTypedHeaders().IfNoneMatch, etag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return true;
        }

        response.ContentType = GoAnswers.ContentTypeOf(request);
        return false;
    }

    // Without a lambda above: its closure would be made for every answer, and hardly any request has conditions.
    private static bool Names(IList<EntityTagHeaderValue> known, string etag) => known.Any(tag => tag.Tag == etag || tag.Equals(EntityTagHeaderValue.Any));
}
