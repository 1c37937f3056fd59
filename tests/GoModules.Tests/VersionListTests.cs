using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace GoModules.Tests;

public sealed class VersionListTests
{
    [Theory]
    [InlineData("", "", 0, 0)]
    [InlineData("v1.0.0\nv1.1.0\n", "v1.0.0\nv1.1.0\n", 2, 0)]
    [InlineData("v1.0.0\nv1.1.0", "v1.0.0\nv1.1.0", 2, 0)]
    [InlineData("v1.0.0 2020-01-01T00:00:00Z\n", "v1.0.0 2020-01-01T00:00:00Z\n", 1, 0)]
    [InlineData("v1.0.0\r\nv1.1.0\r\n", "v1.0.0\nv1.1.0\n", 2, 0)]
    [InlineData("  v1.0.0\t2020-01-01T00:00:00Z extra \n", "v1.0.0 2020-01-01T00:00:00Z\n", 1, 0)]
    [InlineData("v1.0.0\n\n\nv1.1.0\n", "v1.0.0\nv1.1.0\n", 2, 0)]
    [InlineData("v1.0.0\nmaster\n1.2.3\nv1.1.0\n", "v1.0.0\nv1.1.0\n", 2, 2)]
    [InlineData("v1.0.0\njunk", "v1.0.0\n", 1, 1)]
    [InlineData("v0.0.0-20191109021931-daa7c04131f5\nv2.0.0+incompatible\n", "v0.0.0-20191109021931-daa7c04131f5\nv2.0.0+incompatible\n", 2, 0)]
    [InlineData("<html>\n<body>Please log in</body>\n</html>\n", "", 0, 3)]
    [InlineData("v1.0.0\u00e9\n", "", 0, 1)]
    public void Only_versions_stay_in_a_list(string body, string clean, int kept, int dropped)
    {
        var list = VersionList.Clean(Encoding.UTF8.GetBytes(body));

        Encoding.UTF8.GetString(list.Body).Should().Be(clean);
        (list.Kept, list.Dropped).Should().Be((kept, dropped));
    }

    [Fact]
    public void A_version_of_any_length_is_read() =>
        VersionList.Clean(Encoding.ASCII.GetBytes($"v1.0.{new string('1', 5000)}\n")).Kept.Should().Be(1);

    [Fact]
    public void What_is_clean_stays_as_it_is() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), noise =>
        {
            var once = VersionList.Clean([.. "v1.0.0 x\r\n"u8, .. noise ?? [], .. "\nv2.0.0"u8]);
            var twice = VersionList.Clean(once.Body);
            return twice.Body.AsSpan().SequenceEqual(once.Body) && twice.Kept == once.Kept && twice.Dropped == 0 && once.Kept >= 2;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithQuietOnSuccess(true));
}
