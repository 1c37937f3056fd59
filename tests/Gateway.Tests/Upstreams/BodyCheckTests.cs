using Gateway.Upstreams;
using GoModules;

namespace Gateway.Tests.Upstreams;

/// <summary>Whether a body is what was asked for, where what it says of itself decides.</summary>
public class BodyCheckTests
{
    private static readonly GoRequest List = GoRequest.Parse("/example.org/m/@v/list")!;

    [Theory]
    [InlineData("text/html")]
    [InlineData("Text/HTML; charset=utf-8")]
    [InlineData("application/xhtml+xml;charset=utf-8")]
    public void A_page_is_no_list_however_its_type_is_written(string contentType) =>
        BodyCheck.Check(List, "v1.0.0\n"u8.ToArray(), contentType, isSelfDelimited: true).Fault.Should().Be("answered with an HTML page");

    [Theory]
    [InlineData("")]
    [InlineData("text/plain; charset=utf-8")]
    [InlineData("application/octet-stream")]
    public void Any_other_type_is_no_reason_to_refuse(string contentType) =>
        BodyCheck.Check(List, "v1.0.0\n"u8.ToArray(), contentType, isSelfDelimited: true).Fault.Should().BeNull();
}
