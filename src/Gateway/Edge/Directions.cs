using System.Net;
using Gateway.Upstreams;
using GoModules;

namespace Gateway.Edge;

/// <summary>Finds the chain for a request; a private module sees the internal clusters of it. Who may have what it brings is for the rules to say.</summary>
internal static class Directions
{
    public static Direction Find(GoRequest request, RouteTable routes, HostString host, IPAddress? client) =>
        request.IsChecksum ? FindDatabase(request, routes) : FindRoute(request, routes, host, client);

    private static Direction FindRoute(GoRequest request, RouteTable routes, HostString host, IPAddress? client)
    {
        var isPrivate = routes.IsPrivate(request.Module);
        if (routes.Find(request, host, client) is not { } route)
        {
            return Direction.Nowhere("", isPrivate, StatusCodes.Status404NotFound, $"not found: no route of this gateway takes {ErrorText.Describe(request)}");
        }

        if (!isPrivate)
        {
            return Direction.To(route.PublicFor(request.Module), isPrivate: false);
        }

        // Not 404: it would send the go command with the private name to its next, perhaps public, proxy.
        return route.PrivateFor(request.Module) is { } chain
            ? Direction.To(chain, isPrivate: true)
            : Direction.Nowhere(
                route.Public.Name,
                isPrivate: true,
                StatusCodes.Status403Forbidden,
                $"forbidden: {request.Module} is private",
                $"route {route.Public.Name} has no cluster with \"Trust\": \"Internal\" to ask for it");
    }

    private static Direction FindDatabase(GoRequest request, RouteTable routes)
    {
        if (routes.FindDatabase(request.Database) is not { } chain)
        {
            return Direction.Nowhere(
                "", isPrivate: false, StatusCodes.Status404NotFound, $"not found: the checksum database {request.Database} is not one that this gateway passes on");
        }

        return request.Kind == GoRequestKind.ChecksumLookup && routes.IsPrivate(request.Module)
            ? Direction.Nowhere(
                chain.Name,
                // Nobody gets it, so whoever asks is told what to set.
                isPrivate: false,
                StatusCodes.Status403Forbidden,
                $"forbidden: {request.Module} is private and no checksum database may hear of it",
                $"add it to GONOSUMDB: go env -w GONOSUMDB={request.Module} (not to GOPRIVATE: go would walk past this gateway)")
            : Direction.To(chain, isPrivate: false);
    }
}
