using Gateway.Access.Rules;
using RouteOptions = Gateway.Upstreams.RouteOptions;

namespace Gateway.Commands;

/// <summary>Finds routes that can never take anything, because those before them take all that they would. Only what is sure from the text.</summary>
internal static class RouteCover
{
    /// <summary>Each such route, with those that take its modules: <c>route a</c>, or <c>route a and route b</c>.</summary>
    public static IEnumerable<(string Route, string Earlier)> Find(IReadOnlyList<RouteOptions> routes)
    {
        for (var index = 1; index < routes.Count; index++)
        {
            var route = routes[index];
            var takers = Patterns(route).Select(pattern => routes.Take(index).FirstOrDefault(before => Covers(before, route) && Patterns(before).Any(wide => RuleModules.Covers(wide, pattern)))).ToList();
            if (takers.Count > 0 && takers.TrueForAll(taker => taker is not null))
            {
                yield return (route.Name, string.Join(" and ", takers.Distinct().Select(taker => $"route {taker!.Name}")));
            }
        }
    }

    /// <summary>Whether a route takes whatever another one takes, modules apart.</summary>
    private static bool Covers(RouteOptions wide, RouteOptions narrow) =>
        Covers(wide.Kinds, narrow.Kinds)
        && (wide.Versions.Length == 0 || wide.Versions == narrow.Versions)
        && Covers(wide.Hosts, narrow.Hosts, StringComparer.OrdinalIgnoreCase)
        && Covers(wide.Networks, narrow.Networks);

    private static bool Covers<T>(IReadOnlyList<T> wide, IReadOnlyList<T> narrow, IEqualityComparer<T>? comparer = null) =>
        wide.Count == 0 || (narrow.Count > 0 && narrow.All(item => wide.Contains(item, comparer)));

    private static IEnumerable<string> Patterns(RouteOptions route) => route.Modules.SelectMany(entry => entry.Split(','));
}
