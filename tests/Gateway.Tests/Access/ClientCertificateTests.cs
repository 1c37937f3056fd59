using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Lab.Certificates;

namespace Gateway.Tests.Access;

public sealed class ClientCertificateTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_good_certificate_is_let_in(int http)
    {
        await using var bed = await new CertificateBed().StartAsync();
        using var client = bed.Client(bed.Clients.IssueClient("build.corp.example"), http);

        (await CertificateBed.AskAsync(client)).Status.Should().Be(200);
        (await CertificateBed.AskAsync(client)).Status.Should().Be(200);
    }

    [Fact]
    public async Task Who_shows_none_reads_what_to_do()
    {
        await using var bed = await new CertificateBed().StartAsync();

        var (status, text) = await bed.AskAsync(null);

        status.Should().Be(401);
        text.Should().StartWith("unauthorized: this listener asks for a client certificate\nthe go command cannot show a certificate itself: `gateway relay` shows yours for it\n");
    }

    public static TheoryData<string, string> Bad => new()
    {
        { "another authority", "comes from no authority that this gateway trusts" },
        { "self-signed", "comes from no authority that this gateway trusts" },
        { "an authority of the same name", "comes from no authority that this gateway trusts" },
        { "expired", "ended on" },
        { "not yet valid", "holds from" },
        { "for servers", "extended key usage clientAuth" },
        { "without usage", "extended key usage clientAuth" },
        { "too deep", "3 authorities stand above the client certificate; at most 2 are allowed" },
        { "nameless", "names nobody" },
        { "two SPIFFE ids", "has two SPIFFE ids" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_bad_certificate_is_answered_with_the_reason(string what, string reason)
    {
        await using var bed = await new CertificateBed().StartAsync();

        var (status, text) = await AskAsync(bed, what);

        status.Should().Be(403);
        text.Should().StartWith("forbidden: ").And.Contain(reason);
        (await bed.Log.WaitForAsync(7001)).Text.Should().Contain(reason).And.Contain("127.0.0.1");
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_bad_certificate_ends_the_handshake_where_it_is_to_be_refused(string what, string reason)
    {
        await using var bed = await new CertificateBed().StartAsync(settings => settings.Set("Listeners:Edge:BadCertificates", "Refuse"));

        await FluentActions.Awaiting(() => AskAsync(bed, what)).Should().ThrowAsync<HttpRequestException>();
        (await bed.Log.WaitForAsync(7001)).Text.Should().Contain(reason);
        await FluentActions.Awaiting(() => bed.AskAsync(null)).Should().ThrowAsync<HttpRequestException>();
        await bed.Log.WaitForAsync(7002);
        (await bed.AskAsync(bed.Clients.IssueClient("build.corp.example"))).Status.Should().Be(200);
    }

    [Fact]
    public async Task One_authority_between_is_not_too_deep()
    {
        await using var bed = await new CertificateBed().StartAsync();
        using var between = bed.Clients.IssueAuthority("Lab team");

        (await bed.AskAsync(between.IssueClient("build.corp.example"), between)).Status.Should().Be(200);
    }

    [Fact]
    public async Task The_last_authority_may_be_left_out_and_one_between_may_not()
    {
        await using var bed = await new CertificateBed().StartAsync();
        using var between = bed.Clients.IssueAuthority("Lab team");

        (await bed.AskAsync(between.IssueClient("build.corp.example"))).Status.Should().Be(403);
    }

    private static async Task<(int Status, string Text)> AskAsync(CertificateBed bed, string what)
    {
        using var other = new LabAuthority("Other clients");
        using var twin = new LabAuthority("Lab clients");
        using var between = bed.Clients.IssueAuthority("Lab team");
        using var below = between.IssueAuthority("Lab sub-team");
        var client = new LabClient { Names = ["build.corp.example"] };
        return what switch
        {
            "another authority" => await bed.AskAsync(other.IssueClient(client)),
            "self-signed" => await bed.AskAsync(SelfSigned(client)),
            "an authority of the same name" => await bed.AskAsync(twin.IssueClient(client)),
            "expired" => await bed.AskAsync(bed.Clients.IssueClient(client with { Until = Now.AddHours(-1) })),
            "not yet valid" => await bed.AskAsync(bed.Clients.IssueClient(client with { From = Now.AddHours(1) })),
            "for servers" => await bed.AskAsync(bed.Clients.IssueClient(client with { IsForServers = true })),
            "without usage" => await bed.AskAsync(bed.Clients.IssueClient(client with { HasUsage = false })),
            "too deep" => await bed.AskAsync(below.IssueClient(client), between, below),
            "nameless" => await bed.AskAsync(bed.Clients.IssueClient(client with { Names = [], Subject = "O=Lab" })),
            "two SPIFFE ids" => await bed.AskAsync(bed.Clients.IssueClient(client with { Names = ["spiffe://a/b", "spiffe://a/c"] })),
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        };
    }

    private static X509Certificate2 SelfSigned(LabClient client)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return client.ToRequest(key).CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
    }
}
