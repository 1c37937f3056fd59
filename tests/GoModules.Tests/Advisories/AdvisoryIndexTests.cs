using System.Text;
using GoModules.Advisories;

namespace GoModules.Tests.Advisories;

public sealed class AdvisoryIndexTests
{
    [Theory]
    [InlineData("v1.1.9", true)]
    [InlineData("v1.2.0-rc.1", true)]
    [InlineData("v1.2.0", false)]
    [InlineData("v1.4.9", false)]
    [InlineData("v1.5.0-rc.1", false)]
    [InlineData("v1.5.0", true)]
    [InlineData("v1.5.7-0.20240102030405-0123456789ab", true)]
    [InlineData("v1.5.7", false)]
    [InlineData("v2.0.0+incompatible", false)]
    public void Introduced_and_fixed_take_turns_by_the_order_of_semantic_versions(string version, bool isAffected) =>
        // The events are in no order, as a database may have them.
        Affects("""{ "type": "SEMVER", "events": [ { "fixed": "1.5.7" }, { "introduced": "0" }, { "introduced": "1.5.0" }, { "fixed": "1.2.0" } ] }""", version).Should().Be(isAffected);

    [Theory]
    [InlineData("v1.0.0", true)]
    [InlineData("v1.3.0", true)]
    [InlineData("v1.3.1-0.20240102030405-0123456789ab", false)]
    [InlineData("v1.3.1", false)]
    public void The_last_affected_version_is_affected_and_nothing_after_it(string version, bool isAffected) =>
        Affects("""{ "type": "SEMVER", "events": [ { "introduced": "0" }, { "last_affected": "1.3.0" } ] }""", version).Should().Be(isAffected);

    [Theory]
    [InlineData("""{ "type": "SEMVER", "events": [ { "introduced": "1.0.0" } ] }""", true, "nothing mends it")]
    [InlineData("""{ "type": "SEMVER", "events": [] }""", true, "no events are all versions")]
    [InlineData("""{ "type": "GIT", "events": [ { "introduced": "0" }, { "fixed": "0123456789abcdef" } ] }""", true, "commits say nothing of versions")]
    [InlineData("""{ "type": "SEMVER", "events": [ { "introduced": "v1.0.0" }, { "fixed": "v1.0.1" } ] }""", true, "with a v")]
    [InlineData("""{ "type": "ECOSYSTEM", "events": [ { "introduced": "1.0.1" } ] }""", false, "later")]
    [InlineData("""{ "type": "SEMVER", "events": [ { "introduced": "what?" } ] }""", true, "rather too much")]
    public void What_a_range_leaves_open_is_affected(string range, bool isAffected, string why) => Affects(range, "v1.0.0").Should().Be(isAffected, why);

    [Fact]
    public void Versions_are_affected_when_they_are_listed()
    {
        var index = Index("""{ "id": "X-1", "affected": [ { "package": { "ecosystem": "Go", "name": "example.org/x" }, "versions": [ "1.0.0", "v1.2.0" ] } ] }""");

        index.Find("example.org/x", "v1.0.0").Should().ContainSingle();
        index.Find("example.org/x", "v1.2.0").Should().ContainSingle();
        index.Find("example.org/x", "v1.1.0").Should().BeEmpty();
        index.Find("example.org/x/y", "v1.0.0").Should().BeEmpty("another module");
    }

    [Fact]
    public void The_fix_is_the_next_version_that_nothing_affects()
    {
        var index = Index(
            Document("GO-2024-0001", "example.org/x", """{ "type": "SEMVER", "events": [ { "introduced": "0" }, { "fixed": "1.2.0" }, { "introduced": "1.3.0" }, { "fixed": "1.3.5" } ] }"""),
            Document("GO-2024-0002", "example.org/x", """{ "type": "SEMVER", "events": [ { "introduced": "1.1.0" }, { "fixed": "1.2.4" } ] }"""));

        index.Find("example.org/x", "v1.1.0").Select(advisory => advisory.Id).Should().Equal("GO-2024-0001", "GO-2024-0002");
        index.FindFix("example.org/x", "v1.1.0").Should().Be("v1.2.4", "v1.2.0 has the other one");
        index.FindFix("example.org/x", "v1.3.1").Should().Be("v1.3.5");
        index.FindFix("example.org/y", "v1.3.1").Should().BeNull();
        new[] { "v1.2.0", "v1.2.4", "v1.2.5", "v1.3.5" }.Where(version => index.IsFix("example.org/x", version)).Should().Equal("v1.2.4", "v1.3.5");
    }

    [Theory]
    [InlineData("v0.0.1-go1.21.7.linux-amd64", "GO-2024-0003,GO-2024-0004", "go1.21.8")]
    [InlineData("v0.0.1-go1.21.8.darwin-arm64", "", null)]
    [InlineData("v0.0.1-go1.22rc1.linux-amd64", "GO-2024-0003", "go1.22.1")]
    [InlineData("v0.0.1-go1.22.1.linux-amd64", "", null)]
    [InlineData("v0.0.1-go1.20.linux-amd64", "GO-2024-0003,GO-2024-0004", "go1.21.8")]
    [InlineData("v0.0.1-something", "", null)]
    public void Toolchains_are_the_standard_library_and_the_go_command_of_their_release(string version, string ids, string? fix)
    {
        var index = Index(
            Document("GO-2024-0003", "stdlib", """{ "type": "SEMVER", "events": [ { "introduced": "0" }, { "fixed": "1.21.8" }, { "introduced": "1.22.0-0" }, { "fixed": "1.22.1" } ] }"""),
            Document("GO-2024-0004", "toolchain", """{ "type": "SEMVER", "events": [ { "introduced": "0" }, { "fixed": "1.21.1" }, { "introduced": "1.21.5" }, { "fixed": "1.21.8" } ] }"""));

        string.Join(',', index.Find("golang.org/toolchain", version).Select(advisory => advisory.Id)).Should().Be(ids);
        if (ids.Length > 0)
        {
            index.FindFix("golang.org/toolchain", version).Should().Be(fix);
        }
    }

    [Theory]
    [InlineData("v0.0.1-go1.21.3.linux-amd64", "v1.21.3")]
    [InlineData("v0.0.1-go1.9rc2.windows-386", "v1.9.0-rc.2")]
    [InlineData("v0.0.1-go1.18beta1.linux-arm64", "v1.18.0-beta.1")]
    [InlineData("v0.0.1-go1.21.3-custom.linux-amd64", "v1.21.3")]
    [InlineData("v1.2.3", null)]
    [InlineData("v0.0.1-go1.linux-amd64", null)]
    public void Releases_are_read_from_versions_of_the_toolchain(string version, string? release) => GoRelease.FindSemanticVersion(version).Should().Be(release);

    private static bool Affects(string range, string version) => Index(Document("GO-2024-0001", "example.org/x", range)).Find("example.org/x", version).Count > 0;

    private static string Document(string id, string module, string range) =>
        $$"""{ "id": "{{id}}", "affected": [ { "package": { "ecosystem": "Go", "name": "{{module}}" }, "ranges": [ {{range}} ] } ] }""";

    private static AdvisoryIndex Index(params string[] documents) => new([.. documents.Select(document =>
    {
        var advisory = OsvDocument.Parse(Encoding.UTF8.GetBytes(document), out var isSound);
        isSound.Should().BeTrue();
        return advisory!;
    })]);
}
