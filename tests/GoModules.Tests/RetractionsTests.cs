namespace GoModules.Tests;

public sealed class RetractionsTests
{
    [Fact]
    public void What_a_go_mod_takes_back_is_found_in_every_form()
    {
        Retractions.Find("""
            module example.org/x // retract v0.0.1

            go 1.16
            require example.org/y v1.0.0
            retract v1.0.0 // Published by mistake.
            retract [v1.1.0, v1.2.0]
            retract (
            	v1.3.0
            	"v1.4.0" // also
            	[v1.5.0,v1.6.0]
            )
            exclude (
            	v1.7.0
            )
            future thing
            """).Should().Equal(
            new VersionInterval("v1.0.0", "v1.0.0"), new("v1.1.0", "v1.2.0"), new("v1.3.0", "v1.3.0"), new("v1.4.0", "v1.4.0"), new("v1.5.0", "v1.6.0"));
    }

    [Theory]
    [InlineData("retract (\n v1.0.0\n")]
    [InlineData("retract v1.0.0\nretract \"v1")]
    [InlineData("retract v1.0.0 /* no */")]
    [InlineData("")]
    [InlineData("<html>\u0001")]
    public void What_is_no_go_mod_takes_nothing_back(string text) => Retractions.Find(text).Should().BeEmpty();

    [Theory]
    [InlineData("v1.0.9", false)]
    [InlineData("v1.1.0", true)]
    [InlineData("v1.1.5-rc.1", true)]
    [InlineData("v1.2.0", true)]
    [InlineData("v1.2.1", false)]
    [InlineData("v2.0.0+incompatible", false)]
    public void Both_ends_are_included(string version, bool isIn) => new VersionInterval("v1.1.0", "v1.2.0").Contains(version).Should().Be(isIn);
}
