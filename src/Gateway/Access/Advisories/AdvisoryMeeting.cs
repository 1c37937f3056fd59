namespace Gateway.Access.Advisories;

/// <summary>A version with advisories that was asked for, as operators are shown it.</summary>
/// <param name="Last">When it last was.</param>
/// <param name="Count">How often it was.</param>
/// <param name="Effect"><c>denied</c> or <c>warned</c>.</param>
/// <param name="Module">The module.</param>
/// <param name="Version">The version.</param>
/// <param name="Rule">The rule that asked the feed.</param>
/// <param name="Advisories">The advisories.</param>
/// <param name="Fix">The next version without any; null when there is none.</param>
internal sealed record AdvisoryMeeting(
    DateTimeOffset Last, long Count, string Effect, string Module, string Version, string Rule, IReadOnlyList<string> Advisories, string? Fix);
