using Gateway.Upstreams;

namespace Gateway.Edge;

/// <summary>Where a request goes, or why it goes nowhere.</summary>
/// <param name="Chain">The clusters to ask; null when the request is refused.</param>
/// <param name="IsPrivate">Whether the module is private.</param>
/// <param name="Status">The status of the refusal.</param>
/// <param name="Lines">The text of the refusal.</param>
internal readonly record struct Direction(Chain? Chain, bool IsPrivate, int Status, IReadOnlyList<string> Lines)
{
    public static Direction To(Chain chain, bool isPrivate) => new(chain, isPrivate, StatusCodes.Status200OK, []);

    public static Direction Refused(int status, params IReadOnlyList<string> lines) => new(null, false, status, lines);
}
