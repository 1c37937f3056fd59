using Gateway.PassThrough;

namespace Gateway.Tests.PassThrough;

/// <summary>Targets that somebody could read as another path are not passed on.</summary>
public sealed class PassThroughTargetTests
{
    [Theory]
    [InlineData("/upload/a/b.zip")]
    [InlineData("/upload/a%20b/%21c")]
    [InlineData("/upload/a?x=/../%2f//")]
    [InlineData("/upload/a/..b/.c/...")]
    [InlineData("/upload/")]
    public void A_path_with_one_reading_is_plain(string target) => PassThroughTarget.IsPlain(target).Should().BeTrue();

    [Theory]
    [InlineData("/upload/../admin")]
    [InlineData("/upload/./admin")]
    [InlineData("/upload/..")]
    [InlineData("/upload/..;x/admin")]
    [InlineData("/upload/a;v=1")]
    [InlineData("/upload/%2e%2e/admin")]
    [InlineData("/upload/.%2E/admin")]
    [InlineData("/upload/..%2fadmin")]
    [InlineData("/upload/..%5Cadmin")]
    [InlineData("/upload/..\\admin")]
    [InlineData("/upload/%252e%252e/admin")]
    [InlineData("/upload/%3b/admin")]
    [InlineData("/upload//admin")]
    [InlineData("//upload/admin")]
    [InlineData("/upload/a%00")]
    [InlineData("/upload/a%0d%0aX:y")]
    [InlineData("http://other/upload")]
    [InlineData("*")]
    [InlineData("")]
    public void A_path_with_two_readings_is_not(string target) => PassThroughTarget.IsPlain(target).Should().BeFalse();
}
