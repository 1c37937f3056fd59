using Gateway.Upstreams;

namespace Gateway.Edge;

/// <summary>Where a request goes, or why it goes nowhere.</summary>
/// <param name="Chain">The clusters to ask; null when the request goes nowhere.</param>
/// <param name="IsPrivate">Whether the module is private.</param>
/// <param name="Status">The status of the refusal.</param>
/// <param name="Lines">The text of the refusal.</param>
internal readonly record struct Direction(Chain? Chain, bool IsPrivate, int Status, IReadOnlyList<string> Lines)
{
    /// <summary>The route's or the checksum database's name; empty when none takes the request.</summary>
    public string Route { get; private init; } = "";

    public static Direction To(Chain chain, bool isPrivate) => new(chain, isPrivate, StatusCodes.Status200OK, []) { Route = chain.Name };

    public static Direction Nowhere(string route, bool isPrivate, int status, params IReadOnlyList<string> lines) => new(null, isPrivate, status, lines) { Route = route };
}
