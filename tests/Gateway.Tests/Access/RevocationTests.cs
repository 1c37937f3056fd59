using Gateway.Lab;
using Gateway.Lab.Certificates;
using Gateway.Settings;
using Gateway.Tests.Caching;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Access;

public sealed class RevocationTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_revoked_certificate_is_refused_and_the_others_are_not(bool isPem)
    {
        await using var bed = new CertificateBed();
        var (leaver, stayer) = (bed.Clients.IssueClient("leaver.corp.example"), bed.Clients.IssueClient("stayer.corp.example"));
        bed.Put("crl", isPem ? Pem(bed.Clients.Revoke(leaver)) : bed.Clients.Revoke(leaver));
        await bed.StartAsync(With(bed, "crl"));

        (await bed.AskAsync(stayer)).Status.Should().Be(200);
        var (status, text) = await bed.AskAsync(leaver);
        status.Should().Be(403);
        text.Should().StartWith("forbidden: the client certificate was revoked");
    }

    [Fact]
    public async Task Every_authority_that_issues_has_a_list_of_its_own_in_the_folder()
    {
        await using var bed = new CertificateBed();
        using var between = bed.Clients.IssueAuthority("Lab team");
        using var revoked = bed.Clients.IssueAuthority("Lab gone");
        using var listless = bed.Clients.IssueAuthority("Lab listless");
        var leaver = between.IssueClient("leaver.corp.example");
        bed.Put("clients.pem", bed.Clients.Pem + "\n" + between.Pem + "\n" + revoked.Pem);
        Directory.CreateDirectory(bed.PathOf("crl"));
        bed.Put("crl/root.crl", bed.Clients.Revoke(revoked.Certificate));
        bed.Put("crl/between.pem", Pem(between.Revoke(leaver)));
        bed.Put("crl/revoked.crl", revoked.Revoke());
        bed.Put("crl/.hidden", "what a mounted secret has beside its files");
        await bed.StartAsync(With(bed, "crl"));

        (await bed.AskAsync(bed.Clients.IssueClient("a.corp.example"))).Status.Should().Be(200);
        (await bed.AskAsync(between.IssueClient("b.corp.example"))).Status.Should().Be(200, "the authority between is in the bundle");
        (await bed.AskAsync(leaver)).Text.Should().Contain("the client certificate was revoked");
        (await bed.AskAsync(revoked.IssueClient("c.corp.example"))).Text.Should().Contain("an authority above the client certificate was revoked");
        (await bed.AskAsync(listless.IssueClient("d.corp.example"), listless)).Text.Should().Contain("no revocation list of its authority");
    }

    [Theory]
    [InlineData("Refuse", 403)]
    [InlineData("Accept", 200)]
    public async Task A_list_past_its_next_update_is_not_believed_unless_that_is_wanted(string stale, int status)
    {
        await using var bed = new CertificateBed();
        var leaver = bed.Clients.IssueClient("leaver.corp.example");
        bed.Put("crl", bed.Clients.Revoke(Now.AddHours(-1), leaver));
        await bed.StartAsync(settings => With(bed, "crl")(settings).Set("ClientCertificates:StaleRevocations", stale));

        var asked = await bed.AskAsync(bed.Clients.IssueClient("stayer.corp.example"));
        asked.Status.Should().Be(status);
        asked.Text.Should().Contain(status == 403 ? "the revocation list of its authority ended on" : "module example.org/hello");
        (await bed.AskAsync(leaver)).Text.Should().Contain("was revoked", "the last list holds either way");
    }

    [Fact]
    public async Task Of_two_lists_of_one_authority_the_newer_one_counts()
    {
        await using var bed = new CertificateBed();
        var back = bed.Clients.IssueClient("back.corp.example");
        Directory.CreateDirectory(bed.PathOf("crl"));
        bed.Put("crl/1", bed.Clients.Revoke(made: Now.AddDays(-2), until: null, back));
        bed.Put("crl/2", bed.Clients.Revoke(made: Now.AddDays(-1), until: null));
        await bed.StartAsync(With(bed, "crl"));

        (await bed.AskAsync(back)).Status.Should().Be(200);
    }

    [Fact]
    public async Task A_folder_without_a_list_stops_the_start()
    {
        await using var bed = new CertificateBed();
        Directory.CreateDirectory(bed.PathOf("crl"));

        (await bed.Awaiting(b => b.StartAsync(With(b, "crl"))).Should().ThrowAsync<SettingsException>()).Which.Faults.Should().ContainSingle()
            .Which.Should().Be($"ClientCertificates:Revocations, {bed.PathOf("crl")}, is a folder without a revocation list.");
    }

    [Fact]
    public async Task The_gateway_notices_by_itself_when_files_come_change_and_go()
    {
        await using var bed = new CertificateBed();
        using var between = bed.Clients.IssueAuthority("Lab team");
        var (leaver, other) = (bed.Clients.IssueClient("leaver.corp.example"), between.IssueClient("other.corp.example"));
        bed.Put("clients.pem", bed.Clients.Pem + "\n" + between.Pem);
        Directory.CreateDirectory(bed.PathOf("crl"));
        bed.Put("crl/root.crl", bed.Clients.Revoke());
        await bed.StartAsync(With(bed, "crl"));
        (await bed.AskAsync(leaver)).Status.Should().Be(200);
        (await bed.AskAsync(other)).Status.Should().Be(403);

        bed.Put("crl/between.crl", between.Revoke());
        await Eventually.TrueAsync(async () => (await bed.AskAsync(other)).Status == 200, "the new list is read", Cancellation);

        bed.Put("crl/root.crl", bed.Clients.Revoke(leaver));
        await Eventually.TrueAsync(async () => (await bed.AskAsync(leaver)).Status == 403, "the changed list is read", Cancellation);

        File.Delete(bed.PathOf("crl/between.crl"));
        await Eventually.TrueAsync(async () => (await bed.AskAsync(other)).Status == 403, "the list that is gone is missed", Cancellation);
    }

    [Theory]
    [InlineData("of another authority", "is signed by no authority in ClientCertificates:Authorities.")]
    [InlineData("of one with the same name", "is signed by no authority in ClientCertificates:Authorities.")]
    [InlineData("changed", "is signed by no authority in ClientCertificates:Authorities.")]
    [InlineData("cut short", "is no revocation list in DER or PEM.")]
    [InlineData("text", "is no revocation list in DER or PEM.")]
    [InlineData("empty", "is no revocation list in DER or PEM.")]
    [InlineData("a certificate", "is no revocation list in DER or PEM.")]
    public async Task A_list_that_cannot_be_believed_stops_the_start(string what, string fault)
    {
        await using var bed = new CertificateBed();
        using var other = new LabAuthority("Other clients");
        using var twin = new LabAuthority("Lab clients");
        var list = bed.Clients.Revoke(bed.Clients.IssueClient("leaver.corp.example"));
        var changed = list.ToArray();
        changed[^1] ^= 1;
        bed.Put("crl", what switch
        {
            "of another authority" => other.Revoke(),
            "of one with the same name" => twin.Revoke(),
            "changed" => changed,
            "cut short" => list[..^9],
            "text" => "nobody is revoked"u8.ToArray(),
            "a certificate" => System.Text.Encoding.UTF8.GetBytes(bed.Clients.Pem),
            _ => [],
        });

        (await bed.Awaiting(b => b.StartAsync(With(b, "crl"))).Should().ThrowAsync<SettingsException>()).Which.Faults.Should().ContainSingle()
            .Which.Should().StartWith("ClientCertificates:Revocations, ").And.EndWith(fault);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("2.5.29.27=critical,DER:020101", "is a delta list; whole ones are needed.")]
    [InlineData("2.5.29.27=DER:020101", "is a delta list; whole ones are needed.")]
    [InlineData("issuingDistributionPoint=critical,@idp", "has the critical extension 2.5.29.28; lists of one authority about all its certificates are needed.")]
    [InlineData("1.2.3.4=critical,DER:0500", "has the critical extension 1.2.3.4; lists of one authority about all its certificates are needed.")]
    [InlineData("1.2.3.4=DER:0500", "")]
    public async Task Lists_that_openssl_makes_are_read_and_those_that_mean_something_else_are_not(string extension, string fault)
    {
        await using var bed = new CertificateBed();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["ca.cnf"], $"""
            [ca]
            default_ca = lab
            [lab]
            database = {folder["index.txt"]}
            crlnumber = {folder["number"]}
            default_md = sha384
            default_crl_days = 3
            crl_extensions = extensions
            [extensions]
            authorityKeyIdentifier = keyid
            {extension}
            [idp]
            onlyuser = TRUE
            """, Cancellation);
        await File.WriteAllTextAsync(folder["index.txt"], "R\t300101000000Z\t251101000000Z\t8F01\tunknown\t/CN=leaver\n", Cancellation);
        await File.WriteAllTextAsync(folder["number"], "01\n", Cancellation);
        await OpenSslAsync(folder, "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=openssl -days 3 -addext keyUsage=critical,keyCertSign,cRLSign");
        await OpenSslAsync(folder, "ca -config ca.cnf -gencrl -keyfile ca.key -cert ca.pem -out list.crl");
        bed.Put("clients.pem", await File.ReadAllBytesAsync(folder["ca.pem"], Cancellation));
        bed.Put("crl", await File.ReadAllBytesAsync(folder["list.crl"], Cancellation));

        var starting = bed.Awaiting(b => b.StartAsync(With(b, "crl")));
        if (fault.Length == 0)
        {
            await starting.Should().NotThrowAsync();
        }
        else
        {
            (await starting.Should().ThrowAsync<SettingsException>()).Which.Faults.Should().ContainSingle().Which.Should().EndWith(fault);
        }
    }

    private static Func<LabSettings, LabSettings> With(CertificateBed bed, string file) => settings => settings.Set("ClientCertificates:Revocations", bed.PathOf(file));

    private static byte[] Pem(byte[] der) => System.Text.Encoding.ASCII.GetBytes("Certificate Revocation List of the lab:\n" + System.Security.Cryptography.PemEncoding.WriteString("X509 CRL", der));

    private static async Task OpenSslAsync(TemporaryFolder folder, string arguments) =>
        (await Execution.RunAsync("/usr/bin/openssl", arguments.Split(' '), folder.Path, new Dictionary<string, string>(), Cancellation)).Succeeded();
}
