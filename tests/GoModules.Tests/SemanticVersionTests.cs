using FsCheck;
using FsCheck.Fluent;

namespace GoModules.Tests;

public sealed class SemanticVersionTests
{
    // The example of semver.org §11, with Go's short forms and numbers too long for any integer.
    private static readonly string[] Ascending =
    [
        "nonsense", "v0.0.0-20191109021931-daa7c04131f5", "v0.0.0", "v1.0.0-0", "v1.0.0-2", "v1.0.0-10", "v1.0.0-alpha", "v1.0.0-alpha.1",
        "v1.0.0-alpha.beta", "v1.0.0-beta", "v1.0.0-beta.2", "v1.0.0-beta.11", "v1.0.0-rc.1", "v1", "v1.0.1", "v1.2", "v1.10.0",
        "v2.0.0+incompatible", "v18446744073709551615.0.0", "v18446744073709551616.0.0",
    ];

    [Fact]
    public void Versions_are_ordered_by_precedence()
    {
        for (var i = 0; i < Ascending.Length; i++)
        {
            for (var j = 0; j < Ascending.Length; j++)
            {
                var (left, right) = (Ascending[i], Ascending[j]);
                Math.Sign(SemanticVersion.Compare(left, right)).Should().Be(i.CompareTo(j), $"{left} against {right}");
            }
        }
    }

    [Theory]
    [InlineData("v1.2.3", "v1.2.3", "v1", "v1.2", "", "")]
    [InlineData("v1.2", "v1.2.0", "v1", "v1.2", "", "")]
    [InlineData("v1", "v1.0.0", "v1", "v1.0", "", "")]
    [InlineData("v1.2.3-rc.1+meta.2", "v1.2.3-rc.1", "v1", "v1.2", "-rc.1", "+meta.2")]
    [InlineData("1.2.3", "", "", "", "", "")]
    [InlineData("v01.2.3", "", "", "", "", "")]
    [InlineData("v1.2.3-01", "", "", "", "", "")]
    [InlineData("v1.2-rc.1", "", "", "", "", "")]
    [InlineData("v1.2.3-", "", "", "", "", "")]
    [InlineData("v1.2.3-a..b", "", "", "", "", "")]
    [InlineData("v1.2.3.4", "", "", "", "", "")]
    [InlineData("v1.2.３", "", "", "", "", "")]
    public void A_version_has_parts(string version, string canonical, string major, string majorMinor, string prerelease, string build)
    {
        SemanticVersion.IsValid(version).Should().Be(canonical.Length > 0);
        SemanticVersion.Canonical(version).Should().Be(canonical);
        SemanticVersion.Major(version).Should().Be(major);
        SemanticVersion.MajorMinor(version).Should().Be(majorMinor);
        SemanticVersion.Prerelease(version).Should().Be(prerelease);
        SemanticVersion.Build(version).Should().Be(build);
    }

    [Fact]
    public void The_order_is_one_that_can_be_sorted_by()
    {
        var number = Gen.Elements("0", "1", "2", "10");
        var suffix = Gen.Elements("", "-0", "-1", "-a", "-a.1", "-a.b", "-rc.2", "-rc.10", "+incompatible", "-pre+x");
        var version =
            from major in number
            from minor in number
            from patch in number
            from end in suffix
            select $"v{major}.{minor}.{patch}{end}";

        Prop.ForAll(version.ListOf(3).ToArbitrary(), list =>
        {
            var (a, b, c) = (list[0], list[1], list[2]);
            var isMirrored = SemanticVersion.Compare(a, b) == -SemanticVersion.Compare(b, a);
            var isTransitive = SemanticVersion.Compare(a, b) > 0 || SemanticVersion.Compare(b, c) > 0 || SemanticVersion.Compare(a, c) <= 0;
            var isEqualAsCanonical = SemanticVersion.Compare(a, b) == 0 == (SemanticVersion.Canonical(a) == SemanticVersion.Canonical(b));
            return isMirrored && isTransitive && isEqualAsCanonical;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithQuietOnSuccess(true));
    }
}
