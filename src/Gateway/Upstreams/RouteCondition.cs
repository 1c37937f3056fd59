namespace Gateway.Upstreams;

/// <summary>What of a route a request may fail to meet.</summary>
internal enum RouteCondition
{
    Modules,
    Kinds,
    Versions,
    Hosts,
    Networks,
}
