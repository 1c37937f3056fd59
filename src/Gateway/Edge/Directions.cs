using Gateway.Upstreams;
using GoModules;

namespace Gateway.Edge;

/// <summary>Finds the chain for a request and holds the line around private modules.</summary>
internal static class Directions
{
    public static Direction Find(HttpContext context, GoRequest request, RouteTable routes) =>
        request.IsChecksum ? FindDatabase(request, routes) : FindRoute(context, request, routes);

    private static Direction FindRoute(HttpContext context, GoRequest request, RouteTable routes)
    {
        var isPrivate = routes.IsPrivate(request.Module);
        if (isPrivate && !Listener.Of(context).IsLoopback)
        {
            return Direction.Refused(
                StatusCodes.Status403Forbidden,
                $"forbidden: {request.Module} is private",
                "this gateway cannot tell who asks yet, so it gives private modules out on its loopback listeners only");
        }

        if (routes.Find(request, context.Request.Host, context.Connection.RemoteIpAddress) is not { } route)
        {
            return Direction.Refused(StatusCodes.Status404NotFound, $"not found: no route of this gateway takes {ErrorText.Describe(request)}");
        }

        if (!isPrivate)
        {
            return Direction.To(route.PublicFor(request.Module), isPrivate: false);
        }

        // Not 404: it would send the go command with the private name to its next, perhaps public, proxy.
        return route.PrivateFor(request.Module) is { } chain
            ? Direction.To(chain, isPrivate: true)
            : Direction.Refused(
                StatusCodes.Status403Forbidden,
                $"forbidden: {request.Module} is private",
                $"route {route.Public.Name} has no cluster with \"Trust\": \"Internal\" to ask for it");
    }

    private static Direction FindDatabase(GoRequest request, RouteTable routes)
    {
        if (routes.FindDatabase(request.Database) is not { } chain)
        {
            return Direction.Refused(
                StatusCodes.Status404NotFound, $"not found: the checksum database {request.Database} is not one that this gateway passes on");
        }

        return request.Kind == GoRequestKind.ChecksumLookup && routes.IsPrivate(request.Module)
            ? Direction.Refused(
                StatusCodes.Status403Forbidden,
                $"forbidden: {request.Module} is private and no checksum database may hear of it",
                $"set GONOSUMDB or GOPRIVATE to cover it: go env -w GOPRIVATE={request.Module}")
            : Direction.To(chain, isPrivate: false);
    }
}
