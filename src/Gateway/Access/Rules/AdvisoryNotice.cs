namespace Gateway.Access.Rules;

/// <summary>What advisories say of the version that a decision is about, for headers, the audit log and whoever is refused.</summary>
/// <param name="Ids">The advisories.</param>
/// <param name="Fix">The next version without any; null when there is none.</param>
internal sealed record AdvisoryNotice(IReadOnlyList<string> Ids, string? Fix)
{
    private const int MostIds = 8;

    /// <summary>Tells of advisories in answers that are given all the same.</summary>
    public const string Header = "X-Gateway-Advisories";

    /// <summary>The value of <see cref="Header"/>: <c>GO-2024-2687, GO-2024-2963; fixed=v0.23.0</c>.</summary>
    public override string ToString() => Fix is null ? Shown : $"{Shown}; fixed={Fix}";

    private string Shown => Ids.Count <= MostIds ? string.Join(", ", Ids) : $"{string.Join(", ", Ids.Take(MostIds))} and {Ids.Count - MostIds} more";

    /// <summary>Both together, where several rules have something to say.</summary>
    public static AdvisoryNotice? Join(AdvisoryNotice? left, AdvisoryNotice? right) =>
        left is null ? right : right is null ? left : new AdvisoryNotice([.. left.Ids.Union(right.Ids)], left.Fix ?? right.Fix);
}
