using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Access.Certificates;

namespace Gateway.Tests.Access;

public sealed class CertificateNamesTests
{
    private const int Email = 1;
    private const int Dns = 2;
    private const int Uri = 6;

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public void A_holder_is_called_by_the_most_telling_name_and_known_by_all()
    {
        var names = Read("cn.corp.example", (Email, "dev@corp.example"), (Uri, "https://corp.example/dev"), (Dns, "Build.Corp.Example"), (Uri, "spiffe://corp.example/ci"));

        names.Should().Equal("spiffe://corp.example/ci", "build.corp.example", "https://corp.example/dev", "dev@corp.example");
    }

    [Theory]
    [InlineData("build.corp.example", Dns, "build.corp.example")]
    [InlineData("https://corp.example/dev", Uri, "https://corp.example/dev")]
    [InlineData("dev@corp.example", Email, "dev@corp.example")]
    [InlineData("SPIFFE://corp.example/ci", Uri, "SPIFFE://corp.example/ci")]
    public void One_alternative_name_is_enough(string name, int kind, string subject) => Read("somebody else", (kind, name)).Should().Equal(subject);

    [Theory]
    [InlineData("ci-runner-1", "ci-runner-1")]
    [InlineData("Jörg", "Jörg")]
    [InlineData("spiffe://corp.example/admin", null)]
    [InlineData("https://corp.example/admin", null)]
    [InlineData("two\nlines", null)]
    [InlineData(null, null)]
    public void A_common_name_counts_alone_and_never_as_a_URI(string? common, string? subject)
    {
        var names = Read(common);

        if (subject is null)
        {
            names.Should().BeNull();
        }
        else
        {
            names.Should().Equal(subject);
        }
    }

    [Theory]
    [InlineData(Dns, "build.corp.example\0.evil.example")]
    [InlineData(Email, "dev@corp.example\r\nX-Forwarded-User: admin")]
    [InlineData(Dns, "")]
    public void A_name_that_hides_something_is_no_name(int kind, string name) => Read("somebody", (Dns, "good.corp.example"), (kind, name)).Should().BeNull();

    [Fact]
    public void Bytes_that_are_no_names_are_no_names()
    {
        using var certificate = Make("somebody", new X509Extension("2.5.29.17", [0x30, 0x05, 0x82, 0x7F, 1, 2, 3], critical: false));

        CertificateNames.Read(certificate, out var fault).Should().BeNull();
        fault.Should().Be("has names that are not well formed");
    }

    [Fact]
    public void An_address_of_three_bytes_is_no_name()
    {
        using var certificate = Make("somebody", new X509Extension("2.5.29.17", [0x30, 0x05, 0x87, 0x03, 1, 2, 3], critical: false));

        CertificateNames.Read(certificate, out var fault).Should().BeNull();
        fault.Should().Be("has names that are not well formed");
    }

    [Fact]
    public void Names_without_end_are_no_names() =>
        Read("somebody", [.. Enumerable.Range(0, 101).Select(index => (Dns, $"h{index}.corp.example"))]).Should().BeNull();

    [Fact]
    public void An_address_is_a_name_too()
    {
        var builder = new SubjectAlternativeNameBuilder();
        builder.AddIpAddress(IPAddress.Parse("2001:db8::1"));
        builder.AddIpAddress(IPAddress.Parse("192.0.2.1"));
        using var certificate = Make("somebody", builder.Build());

        CertificateNames.Read(certificate, out _).Should().Equal("2001:db8::1", "192.0.2.1");
    }

    private static IReadOnlyList<string>? Read(string? common, params (int Kind, string Name)[] alternatives)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var (kind, name) in alternatives)
            {
                writer.WriteCharacterString(UniversalTagNumber.IA5String, name, new Asn1Tag(TagClass.ContextSpecific, kind));
            }
        }

        using var certificate = Make(common, alternatives.Length == 0 ? null : new X509Extension("2.5.29.17", writer.Encode(), critical: false));
        return CertificateNames.Read(certificate, out _);
    }

    private static X509Certificate2 Make(string? common, X509Extension? names)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddOrganizationName("Lab");
        if (common is not null)
        {
            subject.AddCommonName(common);
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        if (names is not null)
        {
            request.CertificateExtensions.Add(names);
        }

        return request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
    }
}
