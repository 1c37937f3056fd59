using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Gateway.Lab.Certificates;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Tests.Lab;

public sealed class LabAuthorityTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_origin_with_its_certificate_is_believed_by_those_who_trust_the_authority()
    {
        using var authority = new LabAuthority();
        await using var origin = await StartAsync(authority.IssueServer());
        using var client = Trusting(authority);

        origin.Address.Scheme.Should().Be("https");
        using var response = await client.GetAsync(new Uri(origin.Address, "example.org/text/@v/list"), Cancellation);

        response.Version.Major.Should().Be(1);
        (await response.Content.ReadAsStringAsync(Cancellation)).Should().StartWith("v1.0.0");
    }

    [Fact]
    public async Task Another_authority_another_name_and_an_old_certificate_are_not_believed()
    {
        using var authority = new LabAuthority();
        using var other = new LabAuthority();
        await using var right = await StartAsync(authority.IssueServer());
        await using var misnamed = await StartAsync(authority.IssueServer(["elsewhere.example"]));
        await using var old = await StartAsync(authority.IssueServer(lifetime: TimeSpan.FromDays(-1)));
        using var client = Trusting(authority);
        using var stranger = Trusting(other);

        (await stranger.Invoking(c => c.GetAsync(right.Address, Cancellation)).Should().ThrowAsync<HttpRequestException>())
            .WithInnerException<AuthenticationException>();
        (await client.Invoking(c => c.GetAsync(misnamed.Address, Cancellation)).Should().ThrowAsync<HttpRequestException>())
            .WithInnerException<AuthenticationException>();
        (await client.Invoking(c => c.GetAsync(old.Address, Cancellation)).Should().ThrowAsync<HttpRequestException>())
            .WithInnerException<AuthenticationException>();
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task A_body_that_dies_over_TLS_is_never_whole(HttpProtocols protocols)
    {
        using var authority = new LabAuthority();
        await using var origin = await StartAsync(authority.IssueServer(), protocols);
        using var client = Trusting(authority);
        client.DefaultRequestVersion = new Version(protocols == HttpProtocols.Http2 ? 2 : 1, protocols == HttpProtocols.Http2 ? 0 : 1);
        foreach (var fault in new[] { Fault.DieInBody(1000), Fault.ShorterThanAnnounced(1000), Fault.DieInBody(1_000_000, isChunked: true) })
        {
            origin.Fault = fault;
            var asking = () => client.GetByteArrayAsync(new Uri(origin.Address, "example.org/large/@v/v1.0.0.zip"), Cancellation);
            await asking.Should().ThrowAsync<HttpRequestException>(fault.Name);
        }
    }

    private static Task<Origin> StartAsync(X509Certificate2 certificate, HttpProtocols protocols = HttpProtocols.Http1) =>
        Origin.StartAsync(OriginOptions.AthensLike(LabModules.Public()) with { Certificate = certificate, Protocols = protocols });

    private static HttpClient Trusting(LabAuthority authority) => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { X509Certificate2.CreateFromPem(authority.Pem) },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        },
    });
}
