using Gateway.Health;

namespace Gateway.FailoverBench;

/// <summary>The destinations of the bench's site as <c>cluster/name</c>.</summary>
internal static class Destinations
{
    public const string First = "athens/d1";
    public const string Second = "athens/d2";

    /// <summary>The first one by its address, where a host name leads to it.</summary>
    public const string Resolved = "athens/d1[127.0.0.2]";

    public const string Public = "golang/d1";

    public static string Name(Standing standing) => $"{standing.Cluster}/{standing.Name}";

    public static string Name(Transition transition) => $"{transition.Cluster}/{transition.Destination}";
}
