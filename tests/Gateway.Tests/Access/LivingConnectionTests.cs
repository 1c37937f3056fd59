using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Lab.Certificates;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Access;

/// <summary>Connections that are open while what their certificate rests on changes.</summary>
public sealed class LivingConnectionTests
{
    private static readonly byte[] Hello2 = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, int> Ends
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var what in new[] { "revoked", "authority gone", "authorities gone", "expired", "list out of date" })
            {
                data.Add(what, 1);
                data.Add(what, 2);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task The_next_request_is_refused(string what, int http)
    {
        var time = new ManualTime();
        await using var bed = await StartAsync(time);
        using var client = bed.Client(Issue(bed, time), http);
        (await CertificateBed.AskAsync(client)).Status.Should().Be(200);

        await EndAsync(bed, time, what);

        if (what is "expired" or "list out of date")
        {
            // What ends by itself is seen at the next beat of the heart.
            await bed.Log.WaitForAsync(7003);
        }

        (await CertificateBed.AskAsync(client)).Status.Should().Be(403);
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task An_idle_connection_is_closed(string what, int http)
    {
        var time = new ManualTime();
        await using var bed = await StartAsync(time);
        await using var idle = await ConnectAsync(bed, Issue(bed, time), http);

        await EndAsync(bed, time, what);

        using var bounded = Patience.Bounded(Cancellation);
        var buffer = new byte[4096];
        while (await idle.ReadAsync(buffer, bounded.Token) > 0)
        {
            // The farewell of HTTP/2.
        }

        bed.Log.Of(7003).Should().ContainSingle();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_reload_that_takes_nothing_away_leaves_them_open(int http)
    {
        await using var bed = await StartAsync(new ManualTime());
        using var client = bed.Client(Issue(bed, bed.Time), http);
        for (var reload = 0; reload < 3; reload++)
        {
            (await CertificateBed.AskAsync(client)).Status.Should().Be(200);
            bed.PutServer(bed.Servers.IssueServer());
            bed.Put("crl", bed.Clients.Revoke(bed.Clients.IssueClient("other.corp.example")));
            (await bed.ReloadAsync()).Should().BeTrue();
        }

        (await CertificateBed.AskAsync(client)).Status.Should().Be(200);
        bed.Log.Of(7003).Should().BeEmpty();
    }

    [Fact]
    public async Task A_certificate_that_was_bad_is_good_on_the_same_connection_once_its_authority_is_trusted()
    {
        await using var bed = await StartAsync(new ManualTime());
        using var other = new LabAuthority("Other clients", bed.Time);
        using var client = bed.Client(other.IssueClient("late.corp.example"));
        (await CertificateBed.AskAsync(client)).Status.Should().Be(403);

        bed.Put("clients.pem", bed.Clients.Pem + "\n" + other.Pem);
        bed.Put("crl", Encoding.ASCII.GetBytes(
            string.Join('\n', new[] { bed.Clients.Revoke(), other.Revoke() }.Select(list => System.Security.Cryptography.PemEncoding.WriteString("X509 CRL", list)))));
        (await bed.ReloadAsync()).Should().BeTrue();

        (await CertificateBed.AskAsync(client)).Status.Should().Be(200);
    }

    private static async Task<CertificateBed> StartAsync(TimeProvider time)
    {
        var bed = new CertificateBed(time);
        bed.Put("crl", bed.Clients.Revoke());
        return await bed.StartAsync(settings => settings.Set("ClientCertificates:Revocations", bed.PathOf("crl")), "CertificateOrToken");
    }

    private static X509Certificate2 Issue(CertificateBed bed, TimeProvider time) =>
        bed.Clients.IssueClient(new LabClient { Names = ["ci.corp.example"], Until = time.GetUtcNow().AddDays(3) });

    private static async Task EndAsync(CertificateBed bed, ManualTime time, string what)
    {
        switch (what)
        {
            case "revoked":
                bed.Put("crl", bed.Clients.Revoke(bed.Clients.Issued));
                break;
            case "authority gone":
                using (var other = new LabAuthority("Other clients", time))
                {
                    bed.Put("clients.pem", other.Pem);
                    bed.Put("crl", other.Revoke());
                }

                break;
            case "authorities gone":
                (await bed.Gateway.ReloadAsync(bed.Settings("CertificateOrToken").Set("ClientCertificates:Authorities", "").ToString())).Should().BeTrue();
                return;
            case "expired":
                time.Move(TimeSpan.FromDays(4));
                return;
            default:
                bed.Put("crl", bed.Clients.Revoke(time.GetUtcNow().AddDays(1)));
                (await bed.ReloadAsync()).Should().BeTrue();
                time.Move(TimeSpan.FromDays(2));
                return;
        }

        (await bed.ReloadAsync()).Should().BeTrue();
    }

    /// <summary>A connection that has had an answer, or the settings of HTTP/2.</summary>
    private static async Task<SslStream> ConnectAsync(CertificateBed bed, X509Certificate2 certificate, int http)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(bed.Edge.Host, bed.Edge.Port, Cancellation);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false);
        var options = bed.Tls(certificate);
        options.ApplicationProtocols = [http == 2 ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11];
        await tls.AuthenticateAsClientAsync(options, Cancellation);
        await tls.WriteAsync(http == 2 ? Hello2 : Encoding.ASCII.GetBytes($"GET {CertificateBed.Mod} HTTP/1.1\r\nHost: localhost\r\n\r\n"), Cancellation);
        (await tls.ReadAsync(new byte[4096], Cancellation)).Should().BePositive();
        return tls;
    }
}
