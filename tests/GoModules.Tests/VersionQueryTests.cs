namespace GoModules.Tests;

public sealed class VersionQueryTests
{
    [Theory]
    [InlineData("latest", VersionQueryKind.Latest)]
    [InlineData("upgrade", VersionQueryKind.Upgrade)]
    [InlineData("patch", VersionQueryKind.Patch)]
    [InlineData("v1", VersionQueryKind.Prefix)]
    [InlineData("v1.2", VersionQueryKind.Prefix)]
    [InlineData("v1.2.3", VersionQueryKind.Exact)]
    [InlineData("v1.2.3-rc.1", VersionQueryKind.Exact)]
    [InlineData("v2.0.0+incompatible", VersionQueryKind.Exact)]
    [InlineData("<v1.2.3", VersionQueryKind.Comparison)]
    [InlineData("<v2", VersionQueryKind.Comparison)]
    [InlineData(">=v1.2", VersionQueryKind.Comparison)]
    [InlineData("<=v1.2", VersionQueryKind.Malformed)]
    [InlineData(">v1", VersionQueryKind.Malformed)]
    [InlineData("<main", VersionQueryKind.Malformed)]
    [InlineData(">", VersionQueryKind.Malformed)]
    [InlineData("main", VersionQueryKind.Revision)]
    [InlineData("1.2.3", VersionQueryKind.Revision)]
    [InlineData("daa7c04131f5", VersionQueryKind.Revision)]
    [InlineData("Latest", VersionQueryKind.Revision)]
    [InlineData("", VersionQueryKind.Revision)]
    public void A_query_is_told_by_its_look(string query, VersionQueryKind kind) => VersionQuery.Classify(query).Should().Be(kind);
}
