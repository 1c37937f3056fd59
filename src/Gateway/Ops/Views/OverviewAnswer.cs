namespace Gateway.Ops.Views;

/// <summary>This gateway at a glance, as JSON.</summary>
/// <param name="Name">The name that its replicas share.</param>
/// <param name="Instance">Its own name among them.</param>
/// <param name="Version">The version of the program.</param>
/// <param name="Started">When it started.</param>
/// <param name="Now">Its clock.</param>
/// <param name="State"><c>ready</c>, <c>starting</c> or <c>stopping</c>.</param>
/// <param name="Subject">Who looks; empty where nobody has to say.</param>
/// <param name="Roles">What he may do: <c>viewer</c>, <c>operator</c>, <c>auditor</c>.</param>
/// <param name="Notices">What wants to be looked at, the worst first.</param>
/// <param name="CacheBytes">What memory holds.</param>
/// <param name="CacheBound">What it may hold.</param>
/// <param name="CacheAnswers">How many answers it holds.</param>
/// <param name="Redis"><c>none</c>, <c>used</c> or <c>away</c>.</param>
/// <param name="Drains">Every drain in force.</param>
internal sealed record OverviewAnswer(
    string Name,
    string Instance,
    string Version,
    DateTimeOffset Started,
    DateTimeOffset Now,
    string State,
    string Subject,
    IReadOnlyList<string> Roles,
    IReadOnlyList<Notice> Notices,
    long CacheBytes,
    long CacheBound,
    int CacheAnswers,
    string Redis,
    IReadOnlyList<DrainAnswer> Drains);
