namespace GoModules.Tests;

public sealed class ModuleVersionTests
{
    [Theory]
    [InlineData("v1.2.3", "v1.2.3")]
    [InlineData("v1.2", "v1.2.0")]
    [InlineData("v2.0.0+incompatible", "v2.0.0+incompatible")]
    [InlineData("v1.2.3+meta", "v1.2.3")]
    [InlineData("v2+incompatible", null)]
    [InlineData("master", null)]
    [InlineData("", null)]
    public void A_version_has_one_canonical_spelling(string version, string? canonical) =>
        ModuleVersion.Canonical(version).Should().Be(canonical);

    [Theory]
    [InlineData("a.b/c", "v1.2.3", true)]
    [InlineData("a.b/c", "v1.2", false)]
    [InlineData("a.b/c", "v2.0.0", false)]
    [InlineData("a.b/c/v2", "v2.0.0", true)]
    [InlineData("a.b/c", "v2.0.0+incompatible", true)]
    [InlineData("nodot/c", "v1.2.3", false)]
    [InlineData("a.b/c", "", false)]
    public void A_version_is_canonical_for_a_module(string path, string version, bool canonical) =>
        ModuleVersion.IsCanonicalFor(path, version).Should().Be(canonical);

    [Theory]
    [InlineData("v1.0.0-RC1", "v1.0.0-!r!c1")]
    [InlineData("Feature-X", "!feature-!x")]
    [InlineData("a b", "a b")]
    [InlineData("feature/x", null)]
    [InlineData("x!", null)]
    [InlineData("ä", null)]
    [InlineData("..", null)]
    [InlineData("nul", null)]
    [InlineData("", null)]
    public void A_version_travels_escaped_or_not_at_all(string version, string? escaped)
    {
        ModuleVersion.TryEscape(version, out var found).Should().Be(escaped is not null);
        found.Should().Be(escaped ?? "");
    }

    [Theory]
    [InlineData("v0.0.0-20191109021931-daa7c04131f5", "", "2019-11-09T02:19:31+00:00", "daa7c04131f5")]
    [InlineData("v1.2.4-0.20191109021931-daa7c04131f5", "v1.2.3", "2019-11-09T02:19:31+00:00", "daa7c04131f5")]
    [InlineData("v1.2.10-0.20191109021931-daa7c04131f5", "v1.2.9", "2019-11-09T02:19:31+00:00", "daa7c04131f5")]
    [InlineData("v1.2.100-0.20191109021931-daa7c04131f5", "v1.2.99", "2019-11-09T02:19:31+00:00", "daa7c04131f5")]
    [InlineData("v2.0.1-0.20191109021931-daa7c04131f5+incompatible", "v2.0.0+incompatible", "2019-11-09T02:19:31+00:00", "daa7c04131f5")]
    [InlineData("v1.2.3-pre.0.20191109021931-daa7c04131f5", "v1.2.3-pre", "2019-11-09T02:19:31+00:00", "daa7c04131f5")]
    [InlineData("v1.2.0-0.20191109021931-daa7c04131f5", null, "2019-11-09T02:19:31+00:00", "daa7c04131f5")]
    [InlineData("v0.0.0-20191399021931-daa7c04131f5", "", null, "daa7c04131f5")]
    public void A_pseudo_version_says_what_it_stands_for(string version, string? before, string? time, string revision)
    {
        ModuleVersion.IsPseudo(version).Should().BeTrue();
        var pseudo = PseudoVersion.Parse(version)!;

        pseudo.Base.Should().Be(before);
        pseudo.Time?.ToString("yyyy-MM-ddTHH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture).Should().Be(time);
        pseudo.Revision.Should().Be(revision);
    }

    [Theory]
    [InlineData("v1.2.3")]
    [InlineData("v1.2.3-rc.1")]
    [InlineData("v0.1.0-20191109021931-daa7c04131f5")]
    [InlineData("v0.0.0-2019110902193-daa7c04131f5")]
    [InlineData("v0.0.0-20191109021931-daa7.04131f5")]
    [InlineData("v1.2.3-pre.20191109021931-daa7c04131f5")]
    [InlineData("v1.2.3-pre0.20191109021931-daa7c04131f5")]
    [InlineData("master")]
    public void Other_versions_are_not_pseudo(string version)
    {
        ModuleVersion.IsPseudo(version).Should().BeFalse();
        PseudoVersion.Parse(version).Should().BeNull();
    }
}
