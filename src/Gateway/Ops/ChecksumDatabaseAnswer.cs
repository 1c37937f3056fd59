using Gateway.Checksums;
using GoModules.Checksums;

namespace Gateway.Ops;

/// <summary>A checksum database as an operator is shown it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State"><c>answers</c>, <c>away</c>, or <c>unasked</c>: nothing had to be checked against it since the start.</param>
/// <param name="Since">Since when it is so; null when it was not asked.</param>
/// <param name="Trouble">Why it is away, as the end of "NAME …"; null when it is not.</param>
/// <param name="Checks">Whether artifacts are checked against it; else it is only passed on.</param>
/// <param name="Clusters">Who is asked for what it says, in order.</param>
/// <param name="Records">How many records its largest proved tree has; null while none was proved.</param>
/// <param name="Hash">The hash of that tree.</param>
internal sealed record ChecksumDatabaseAnswer(
    string Name, string State, DateTimeOffset? Since, string? Trouble, bool Checks, IReadOnlyList<string> Clusters, long? Records, string? Hash)
{
    public static ChecksumDatabaseAnswer Of(string name, IReadOnlyList<string> clusters, bool checks, DatabaseStanding? standing, TreeHead? head) => new(
        name,
        standing is null ? "unasked" : standing.WhyAway is null ? "answers" : "away",
        standing?.Since,
        standing?.WhyAway,
        checks,
        clusters,
        head?.Size,
        head?.Hash);
}
