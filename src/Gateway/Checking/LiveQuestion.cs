using GoModules;

namespace Gateway.Checking;

/// <summary>Something that a destination is asked for.</summary>
/// <param name="Name">The column: <c>list</c>, <c>zip</c>, <c>absent</c>…</param>
/// <param name="Request">The request.</param>
/// <param name="IsThere">Whether it has to be there; the version that cannot exist must not be.</param>
internal sealed record LiveQuestion(string Name, GoRequest Request, bool IsThere = true);
