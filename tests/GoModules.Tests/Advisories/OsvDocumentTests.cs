using System.Text;
using GoModules.Advisories;

namespace GoModules.Tests.Advisories;

public sealed class OsvDocumentTests
{
    private const string Affected = """[ { "package": { "ecosystem": "Go", "name": "example.org/x" } } ]""";

    [Fact]
    public void Names_summary_and_modules_are_read()
    {
        var advisory = Parse("""
            { "schema_version": "1.3.1", "id": "GO-2024-2687", "aliases": [ "CVE-2023-45288", "GHSA-4v7x-pqxf-cx7m" ], "summary": "Too many headers",
              "affected": [ { "package": { "ecosystem": "Go", "name": "golang.org/x/net" } }, { "package": { "ecosystem": "npm", "name": "net" } }, { "package": { "ecosystem": "Go", "name": "stdlib" } } ] }
            """)!;

        advisory.Id.Should().Be("GO-2024-2687");
        advisory.Summary.Should().Be("Too many headers");
        advisory.Affected.Select(module => module.Module).Should().Equal("golang.org/x/net", "stdlib");
        advisory.IsCalled("cve-2023-45288").Should().BeTrue();
        advisory.IsCalled("CVE-2023-4528").Should().BeFalse();
        advisory.Severity.Should().BeNull("Go's database gives none");
    }

    [Theory]
    [InlineData("""{ "id": "X-1", "withdrawn": "2024-01-01T00:00:00Z", "affected": [ { "package": { "ecosystem": "Go", "name": "example.org/x" } } ] }""")]
    [InlineData("""{ "id": "X-1", "affected": [ { "package": { "ecosystem": "npm", "name": "x" } } ] }""")]
    [InlineData("""{ "id": "X-1" }""")]
    public void What_concerns_nobody_is_sound_and_no_advisory(string json)
    {
        OsvDocument.Parse(Encoding.UTF8.GetBytes(json), out var isSound).Should().BeNull();
        isSound.Should().BeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html></html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{ "id": 7 }""")]
    [InlineData("""{ "id": "GO-1\nX-Evil: 1" }""")]
    [InlineData("""{ "id": "GO-1", "affected": [""")]
    public void What_is_no_document_is_told_apart(string json)
    {
        OsvDocument.Parse(Encoding.UTF8.GetBytes(json), out var isSound).Should().BeNull();
        isSound.Should().BeFalse();
    }

    [Theory]
    [InlineData(""" "database_specific": { "severity": "MODERATE" } """, AdvisorySeverity.Moderate)]
    [InlineData(""" "database_specific": { "severity": "medium" } """, AdvisorySeverity.Moderate)]
    [InlineData(""" "database_specific": { "severity": "3" } """, null)]
    [InlineData(""" "database_specific": { "severity": "terrible" } """, null)]
    [InlineData(""" "severity": [ { "type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" } ] """, AdvisorySeverity.Critical)]
    [InlineData(""" "severity": [ { "type": "CVSS_V4", "score": "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N" } ] """, AdvisorySeverity.Critical)]
    [InlineData(""" "severity": [ { "type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H" }, { "type": "CVSS_V4", "score": "CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:N/VI:N/VA:L/SC:N/SI:N/SA:N/E:U" } ] """, AdvisorySeverity.High)]
    [InlineData(""" "severity": [ { "type": "CVSS_V4", "score": "CVSS:4.0/AV:N" } ] """, null)]
    [InlineData(""" "severity": [ { "type": "CVSS_V3", "score": "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N" } ], "database_specific": { "severity": "HIGH" } """, AdvisorySeverity.High)]
    public void The_worst_severity_that_is_given_counts(string fields, AdvisorySeverity? severity) =>
        Parse($$"""{ "id": "X-1", {{fields}}, "affected": {{Affected}} }""")!.Severity.Should().Be(severity);

    // Vectors with the scores that the national vulnerability database publishes for them.
    [Theory]
    [InlineData("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8)]
    [InlineData("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0)]
    [InlineData("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", 7.5)]
    [InlineData("CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:N", 5.9)]
    [InlineData("CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1)]
    [InlineData("CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 7.8)]
    [InlineData("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 6.4)]
    [InlineData("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0.0)]
    [InlineData("CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N", 1.8)]
    public void Base_scores_are_those_of_the_specification(string vector, double score) => CvssVector.FindScore(vector).Should().Be(score);

    [Theory]
    [InlineData("CVSS:3.1/AV:N/AC:L")]
    [InlineData("CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")]
    [InlineData("CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")]
    [InlineData("AV:N/AC:L/Au:N/C:P/I:P/A:P")]
    [InlineData("")]
    public void What_is_no_vector_has_no_score(string vector) => CvssVector.FindScore(vector).Should().BeNull();

    private static Advisory? Parse(string json) => OsvDocument.Parse(Encoding.UTF8.GetBytes(json), out _);
}
