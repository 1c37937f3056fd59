using System.Buffers;
using Gateway.Access.Rules;
using Gateway.Caching;
using Gateway.Edge;
using GoModules;

namespace Gateway.Ops.Explaining;

/// <summary>Says which of the versions that are kept the rules hide from a caller: what <see cref="VisibleVersions"/> would take out.</summary>
internal sealed class HiddenVersions(Judge judge)
{
    /// <summary>Why a query is refused, null when it is not; and what should be known.</summary>
    public async Task<(Decision? Denied, IReadOnlyList<string> Notes)> OfAsync(
        RulePlan plan, GoRequest request, ModuleFiles files, CachedResponse? found, CancellationToken cancellation)
    {
        if (!plan.MayHide || request is not { HasCanonicalVersion: false, IsChecksum: false })
        {
            return (null, []);
        }

        if (found is not { Status: StatusCodes.Status200OK })
        {
            return (null, ["the rules look at what the clusters name before it is shown: versions may be hidden"]);
        }

        var hidden = new List<string>();
        Decision? last = null;
        foreach (var version in Named(request, found.Body.ToArray()))
        {
            if (await judge.DecideAsync(plan, request, version, files, isPrivate: null, cancellation) is { IsAllowed: false } denied)
            {
                last = denied;
                hidden.Add(denied.IsUnasked ? $"{version} (its age has to be asked for)" : $"{version} (rule {denied.RuleId})");
            }
        }

        return (request.Kind == GoRequestKind.Info && last is { IsUnasked: false } ? last : null, hidden.Count == 0 ? [] : [Sentence(request, hidden)]);
    }

    private static IReadOnlyList<string> Named(GoRequest request, byte[] body) =>
        request.Kind == GoRequestKind.List ? ListedVersions.Of(body) : InfoDocument.FindVersion(body) is { } version ? [version] : [];

    private static string Sentence(GoRequest request, List<string> hidden) => request.Kind == GoRequestKind.Latest
        ? $"hidden from this caller, who gets the newest that is not: {string.Join(", ", hidden)}"
        : $"hidden from this caller: {string.Join(", ", hidden)}";
}
