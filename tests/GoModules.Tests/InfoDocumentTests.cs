using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace GoModules.Tests;

public sealed class InfoDocumentTests
{
    [Theory]
    [InlineData("""{"Version":"v1.0.0","Time":"2020-01-01T00:00:00Z"}""", "v1.0.0")]
    [InlineData("""{"Time":"2020-01-01T00:00:00Z","Origin":{"VCS":"git","Version":"x"},"version":"v1.0.0"} """, "v1.0.0")]
    [InlineData("""{"Version":"v1.0.0","VERSION":"v2.0.0"}""", "v2.0.0")]
    [InlineData("""{"Version":"v1.0.0","Version":null}""", "v1.0.0")]
    [InlineData("""{"Version":"v1.0.\u0030"}""", "v1.0.0")]
    [InlineData("""{"Version":"v1.0.0","Ver\u017Fion":"v2.0.0"}""", "v2.0.0")]
    [InlineData("", null)]
    [InlineData("{}", null)]
    [InlineData("null", null)]
    [InlineData("\"v1.0.0\"", null)]
    [InlineData("""[{"Version":"v1.0.0"}]""", null)]
    [InlineData("""{"Version":""}""", null)]
    [InlineData("""{"Version":1}""", null)]
    [InlineData("""{"Version":1,"Version":"v1.0.0"}""", null)]
    [InlineData("""{"Version":["v1.0.0"]}""", null)]
    [InlineData("""{"Version":"v1.0.0",}""", null)]
    [InlineData("""{"Version":"v1.0.0"}{}""", null)]
    [InlineData("""{"Version":"v1.0.0" """, null)]
    [InlineData("""{"Version":"\ud800"}""", null)]
    [InlineData("""/* */{"Version":"v1.0.0"}""", null)]
    [InlineData("\uFEFF{\"Version\":\"v1.0.0\"}", null)]
    [InlineData("<!DOCTYPE html><title>Sign in</title>", null)]
    public void The_version_of_a_document_is_found_or_there_is_none(string json, string? version) =>
        InfoDocument.FindVersion(Encoding.UTF8.GetBytes(json)).Should().Be(version);

    [Fact]
    public void Bytes_that_are_no_text_have_no_version() =>
        InfoDocument.FindVersion([.. "{\"Version\":\"v1\xff"u8[..12], 0xff, 0xfe, .. "\"}"u8]).Should().BeNull();

    [Fact]
    public void A_document_of_absurd_depth_is_refused_and_not_followed() =>
        InfoDocument.FindVersion(Encoding.ASCII.GetBytes("{\"A\":" + new string('[', 1_000_000))).Should().BeNull();

    [Fact]
    public void No_bytes_make_the_reader_throw() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), noise =>
        {
            InfoDocument.FindVersion(noise);
            InfoDocument.FindVersion([.. "{\"Version\":\""u8, .. noise ?? [], .. "\"}"u8]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithQuietOnSuccess(true));

    [Theory]
    [InlineData("""{"Version":"v1.0.0","Time":"2025-03-01T12:00:00Z"}""", "2025-03-01T12:00:00Z")]
    [InlineData("""{"time":"2025-03-01T14:00:00+02:00"}""", "2025-03-01T12:00:00Z")]
    [InlineData("""{"Time":"2025-03-01T12:00:00.123456789Z"}""", "2025-03-01T12:00:00Z")]
    [InlineData("""{"Time":"0001-01-01T00:00:00Z"}""", null)]
    [InlineData("""{"Time":"yesterday at about noon"}""", null)]
    [InlineData("""{"Time":"2025-03-01 12:00:00"}""", null)]
    [InlineData("""{"Time":12}""", null)]
    [InlineData("""{"Version":"v1.0.0"}""", null)]
    [InlineData("<html>", null)]
    public void When_a_version_was_made_is_what_it_says_in_the_words_of_RFC_3339(string json, string? time) =>
        InfoDocument.FindTime(System.Text.Encoding.UTF8.GetBytes(json))?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture).Should().Be(time);
}
