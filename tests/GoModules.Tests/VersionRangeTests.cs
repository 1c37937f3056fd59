namespace GoModules.Tests;

public sealed class VersionRangeTests
{
    [Theory]
    [InlineData(">=v1.2.0 <v1.5.0", "v1.2.0", true)]
    [InlineData(">=v1.2.0 <v1.5.0", "v1.4.99", true)]
    [InlineData(">=v1.2.0 <v1.5.0", "v1.5.0", false)]
    [InlineData(">=v1.2.0 <v1.5.0", "v1.1.9", false)]
    [InlineData(">=v1.2.0 <v1.5.0", "v1.2.0-rc.1", false)]
    [InlineData("  >=  v1.2.0\t<v1.5.0 ", "v1.3.0", true)]
    [InlineData("v1.2.3", "v1.2.3", true)]
    [InlineData("v1.2.3", "v1.2.30", false)]
    [InlineData("v2.0.0", "v2.0.0+incompatible", true)]
    [InlineData("v1.2", "v1.2.0", true)]
    [InlineData("v1.2", "v1.2.9", true)]
    [InlineData("v1.2", "v1.20.0", false)]
    [InlineData("v1.2", "v1.2.0-rc.1", false)]
    [InlineData("v1", "v1.9.9", true)]
    [InlineData("v1", "v10.0.0", false)]
    [InlineData("<v2", "v1.99.0", true)]
    [InlineData("<v2", "v2.0.0-rc.1", true)]
    [InlineData("<v2", "v2.0.0+incompatible", false)]
    [InlineData("<=v1.2.3", "v1.2.3", true)]
    [InlineData(">v1.2.3", "v1.2.3", false)]
    [InlineData(">v1.2.3", "v1.2.4-0.20191109021931-daa7c04131f5", true)]
    [InlineData("<v1.2.0 || >=v2.0.0 <v2.1.0||v3.1.4", "v1.0.0", true)]
    [InlineData("<v1.2.0 || >=v2.0.0 <v2.1.0||v3.1.4", "v2.0.5", true)]
    [InlineData("<v1.2.0 || >=v2.0.0 <v2.1.0||v3.1.4", "v3.1.4", true)]
    [InlineData("<v1.2.0 || >=v2.0.0 <v2.1.0||v3.1.4", "v1.2.0", false)]
    [InlineData("<v2", "main", false)]
    [InlineData("<v2", "", false)]
    public void A_version_is_in_the_range_or_not(string text, string version, bool contained)
    {
        VersionRange.TryParse(text, out var range, out var fault).Should().BeTrue(fault);

        range!.Contains(version).Should().Be(contained);
        range.ToString().Should().Be(text);
    }

    [Theory]
    [InlineData("", "there is no version where one belongs")]
    [InlineData("v1.0.0 ||", "there is no version where one belongs")]
    [InlineData("v1.0.0 | v2.0.0", "\"|\" is no semantic version such as v1.2.3")]
    [InlineData("1.2.3", "\"1.2.3\" is no semantic version such as v1.2.3")]
    [InlineData(">=", "\"\" is no semantic version such as v1.2.3")]
    [InlineData("=v1.2.3", "\"=v1.2.3\" is no semantic version such as v1.2.3")]
    [InlineData("<=v1.2", "\"<=v1.2\" is ambiguous: write the version in full, such as <=v1.2.0")]
    [InlineData("> v1", "\">v1\" is ambiguous: write the version in full, such as >v1.0.0")]
    public void A_range_that_cannot_be_read_says_why(string text, string fault)
    {
        VersionRange.TryParse(text, out var range, out var found).Should().BeFalse();

        range.Should().BeNull();
        found.Should().Be(fault);
    }
}
