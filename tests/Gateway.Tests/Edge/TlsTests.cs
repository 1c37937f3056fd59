using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Gateway.Access.Certificates;
using Gateway.Lab.Certificates;
using Gateway.Lab.Origins.Faults;
using Gateway.Tests.Access;
using Gateway.Tests.EndToEnd;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Edge;

public sealed class TlsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("-tls1_3", "New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384")]
    [InlineData("-tls1_2", "New, TLSv1.2, Cipher is ECDHE-ECDSA-AES")]
    [InlineData("-tls1_2 -cipher ECDHE-ECDSA-CHACHA20-POLY1305", "New, TLSv1.2, Cipher is ECDHE-ECDSA-CHACHA20-POLY1305")]
    [InlineData("-tls1_2 -cipher ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA384:ECDHE-ECDSA-AES128-SHA", "handshake failure")]
    [InlineData("-tls1_2 -cipher AES128-GCM-SHA256:AES256-SHA:DHE-RSA-AES128-GCM-SHA256", "handshake failure")]
    [InlineData("-tls1_1 -cipher DEFAULT:@SECLEVEL=0", "alert protocol version")]
    public async Task Only_authenticated_ciphers_with_fresh_keys_are_spoken(string arguments, string printed)
    {
        await using var bed = await new CertificateBed().StartAsync(clients: "Anonymous");

        (await ShowAsync(bed, arguments)).Should().Contain(printed);
    }

    [Theory]
    [InlineData("ec", "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA384")]
    [InlineData("rsa", "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-SHA384:ECDHE-ECDSA-AES128-SHA256:AES256-SHA256:ECDHE-RSA-AES128-SHA")]
    public async Task Who_speaks_TLS_12_alone_resumes_and_gets_no_weaker_cipher_however_much_he_would_like_it(string key, string suite, string preferred)
    {
        await using var bed = new CertificateBed();
        if (key == "rsa")
        {
            (await Execution.RunAsync(
                "/usr/bin/openssl",
                ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3", "-subj", "/CN=localhost", "-keyout", bed.PathOf("server.key"), "-out", bed.PathOf("server.pem")],
                Path.GetTempPath(), new Dictionary<string, string>(), Cancellation)).Succeeded();
        }

        await bed.StartAsync(clients: "Anonymous");

        (await ShowAsync(bed, $"-tls1_2 -cipher {preferred}:{suite} -sess_out {bed.PathOf("session")}", CertificateBed.Mod)).Should().Contain($"New, TLSv1.2, Cipher is {suite}").And.Contain("HTTP/1.1 200");
        (await ShowAsync(bed, $"-tls1_2 -cipher {preferred}:{suite} -sess_in {bed.PathOf("session")}", CertificateBed.Mod)).Should().Contain($"Reused, TLSv1.2, Cipher is {suite}").And.Contain("HTTP/1.1 200");
    }

    [Theory]
    [InlineData("--http1.1", "1.1 200")]
    [InlineData("--http2", "2 200")]
    [InlineData("--http2 --tls-max 1.2", "2 200")]
    public async Task Curl_is_served_in_the_protocol_it_asks_for(string arguments, string printed)
    {
        await using var bed = await new CertificateBed().StartAsync(clients: "Anonymous");
        bed.Put("servers.pem", bed.Servers.Pem);

        var output = await Execution.RunAsync(
            "/usr/bin/curl",
            [.. arguments.Split(' '), "--silent", "--show-error", "--noproxy", "*", "--cacert", bed.PathOf("servers.pem"), "--output", "/dev/null",
                "--write-out", "%{http_version} %{http_code}", new Uri(bed.Edge, CertificateBed.Mod).ToString()],
            Path.GetTempPath(), new Dictionary<string, string>(), Cancellation);

        output.Succeeded().Text.Should().Be(printed);
    }

    [Theory]
    [InlineData("[::1]")]
    [InlineData("[::]")]
    [InlineData("0.0.0.0")]
    [InlineData("localhost")]
    public async Task Every_kind_of_address_can_be_listened_on(string address)
    {
        await using var bed = new CertificateBed();
        await bed.StartAsync(settings => settings.Set("Listeners:Edge:Url", $"https://{address}:0"), "Anonymous");
        using var client = bed.Client();

        bed.Edge.Scheme.Should().Be("https");
        foreach (var host in address switch { "[::1]" => new[] { "[::1]" }, "[::]" => ["[::1]", "127.0.0.1"], _ => ["127.0.0.1"] })
        {
            (await CertificateBed.AskAsync(client, $"https://{host}:{bed.Edge.Port}{CertificateBed.Mod}")).Status.Should().Be(200);
        }
    }

    [Fact]
    public async Task Operators_and_probes_are_served_over_https_too()
    {
        await using var bed = new CertificateBed();
        await bed.StartAsync(settings => settings.Set("Listeners:Ops:Url", "https://127.0.0.1:0")
            .Set("Listeners:Ops:Certificate", bed.PathOf("server.pem")).Set("Listeners:Ops:Key", bed.PathOf("server.key")));
        using var client = bed.Client(http: 2);

        (await CertificateBed.AskAsync(client, new Uri(bed.Gateway.AddressOf("Ops"), "/health/live").ToString())).Status.Should().Be(200);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_zip_that_breaks_never_looks_whole(int http)
    {
        const string zip = "/example.org/hello/@v/v1.1.0.zip";
        await using var bed = await new CertificateBed().StartAsync(settings => settings.Set("Failover:MaxResumes", 0), "Anonymous");
        bed.Origin.Break(Fault.DieInBody(300), request => request.Path.EndsWith(".zip", StringComparison.Ordinal));
        using var client = bed.Client(http: http);

        await client.Awaiting(c => c.GetByteArrayAsync(zip, Cancellation)).Should().ThrowAsync<HttpRequestException>();
        (await CertificateBed.AskAsync(client)).Status.Should().Be(200);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_request_with_a_body_is_refused_without_a_word_in_the_log(int http)
    {
        await using var bed = await new CertificateBed().StartAsync(clients: "Anonymous");
        using var client = bed.Client(http: http);
        using var request = new HttpRequestMessage(HttpMethod.Get, CertificateBed.Mod) { Content = new StringContent("body"), Version = client.DefaultRequestVersion };

        using var response = await client.SendAsync(request, Cancellation);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        bed.Log.Lines.Where(line => line.Level >= LogLevel.Warning).Should().BeEmpty();
    }

    [Fact]
    public async Task The_authorities_above_the_certificate_are_sent_with_it()
    {
        await using var bed = new CertificateBed();
        using var between = bed.Servers.IssueAuthority("Lab data centre");
        using var certificate = between.IssueServer();
        bed.PutServer(certificate);
        bed.Put("server.pem", certificate.ExportCertificatePem() + "\n" + between.Pem);
        await bed.StartAsync(clients: "Anonymous");

        (await bed.AskAsync(null)).Status.Should().Be(200, "the client knows the root alone");
    }

    [Theory]
    [InlineData("-newkey rsa:2048", "-tls1_2", "Cipher is ECDHE-RSA-AES")]
    [InlineData("-newkey rsa:2048", "-tls1_3", "Cipher is TLS_AES_256_GCM_SHA384")]
    [InlineData("-newkey ec -pkeyopt ec_paramgen_curve:secp384r1", "-tls1_2", "Cipher is ECDHE-ECDSA-AES")]
    public async Task The_usual_sorts_of_keys_are_taken(string key, string arguments, string printed)
    {
        await using var bed = new CertificateBed();
        (await Execution.RunAsync(
            "/usr/bin/openssl",
            ["req", "-x509", .. key.Split(' '), "-nodes", "-days", "3", "-subj", "/CN=localhost", "-keyout", bed.PathOf("server.key"), "-out", bed.PathOf("server.pem")],
            Path.GetTempPath(), new Dictionary<string, string>(), Cancellation)).Succeeded();
        await bed.StartAsync(clients: "Anonymous");

        (await ShowAsync(bed, arguments)).Should().Contain(printed);
    }

    [Fact]
    public async Task The_fingerprint_is_openssls()
    {
        await using var bed = new CertificateBed();
        var certificate = bed.Clients.IssueClient("build.corp.example");
        bed.Put("client.pem", certificate.ExportCertificatePem());

        var output = await Execution.RunAsync(
            "/usr/bin/openssl", ["x509", "-in", bed.PathOf("client.pem"), "-noout", "-fingerprint", "-sha256"], Path.GetTempPath(), new Dictionary<string, string>(), Cancellation);

        output.Succeeded().Text.Trim().Split('=')[1].Should().Be(ClientAuthorities.Fingerprint(certificate));
    }

    [Fact]
    public async Task A_client_is_told_whose_certificates_are_wanted()
    {
        await using var bed = await new CertificateBed().StartAsync();

        (await ShowAsync(bed, "-tls1_3")).Should().Contain("Acceptable client certificate CA names\nCN = Lab clients\n");
        (await ShowAsync(bed, "-tls1_2")).Should().Contain("Acceptable client certificate CA names\nCN = Lab clients\n");
    }

    [Theory]
    [InlineData("1.2")]
    [InlineData("1.3")]
    public async Task A_resumed_session_keeps_its_certificate_with_those_above_it(string version)
    {
        await using var bed = await new CertificateBed().StartAsync();
        using var between = bed.Clients.IssueAuthority("Lab team");
        Write(bed, "good", between.IssueClient("good.corp.example"), between);

        (await ShowAsync(bed, $"{Option(version)} {Certificate(bed, "good")} -sess_out {bed.PathOf("session")}", CertificateBed.Mod)).Should().Contain($"New, TLSv{version}").And.Contain("HTTP/1.1 200");
        (await ShowAsync(bed, $"{Option(version)} -sess_in {bed.PathOf("session")}", CertificateBed.Mod)).Should().Contain($"Reused, TLSv{version}").And.Contain("HTTP/1.1 200");
    }

    [Theory]
    [InlineData("1.2")]
    [InlineData("1.3")]
    public async Task A_resumed_session_makes_no_bad_certificate_good_and_nobody_somebody(string version)
    {
        await using var bed = new CertificateBed();
        var leaver = bed.Clients.IssueClient("leaver.corp.example");
        bed.Put("crl", bed.Clients.Revoke(leaver));
        await bed.StartAsync(settings => settings.Set("ClientCertificates:Revocations", bed.PathOf("crl")));
        Write(bed, "leaver", leaver);
        Write(bed, "good", bed.Clients.IssueClient("good.corp.example"));

        foreach (var (shown, status) in new[] { (Certificate(bed, "leaver"), "403"), ("", "401"), (Certificate(bed, "good"), "200") })
        {
            (await ShowAsync(bed, $"{Option(version)} {shown} -sess_out {bed.PathOf("session")}", CertificateBed.Mod)).Should().Contain($"HTTP/1.1 {status}");
            (await ShowAsync(bed, $"{Option(version)} -sess_in {bed.PathOf("session")}", CertificateBed.Mod)).Should().Contain("Reused").And.Contain($"HTTP/1.1 {status}");
        }
    }

    [Theory]
    [InlineData("1.2")]
    [InlineData("1.3")]
    public async Task A_session_of_before_a_revocation_lets_nobody_in(string version)
    {
        await using var bed = new CertificateBed();
        var leaver = bed.Clients.IssueClient("leaver.corp.example");
        bed.Put("crl", bed.Clients.Revoke());
        await bed.StartAsync(settings => settings.Set("ClientCertificates:Revocations", bed.PathOf("crl")));
        Write(bed, "leaver", leaver);
        (await ShowAsync(bed, $"{Option(version)} {Certificate(bed, "leaver")} -sess_out {bed.PathOf("session")}", CertificateBed.Mod)).Should().Contain("HTTP/1.1 200");

        bed.Put("crl", bed.Clients.Revoke(leaver));
        (await bed.ReloadAsync()).Should().BeTrue();

        (await ShowAsync(bed, $"{Option(version)} -sess_in {bed.PathOf("session")}", CertificateBed.Mod)).Should().MatchRegex("HTTP/1.1 40[13]");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Many_callers_at_once_are_never_taken_for_each_other(int http)
    {
        await using var bed = new CertificateBed();
        var leaver = bed.Clients.IssueClient("leaver.corp.example");
        bed.Put("crl", bed.Clients.Revoke(leaver));
        await bed.StartAsync(settings => settings.Set("ClientCertificates:Revocations", bed.PathOf("crl")));
        (HttpClient Client, int Status)[] callers = [.. Enumerable.Range(0, 12).Select(index => (index % 3) switch
        {
            0 => (bed.Client(bed.Clients.IssueClient($"c{index}.corp.example"), http), 200),
            1 => (bed.Client(leaver, http), 403),
            _ => (bed.Client(null, http), 401),
        })];

        await Parallel.ForEachAsync(Enumerable.Range(0, 600), new ParallelOptions { MaxDegreeOfParallelism = 24, CancellationToken = Cancellation }, async (turn, _) =>
        {
            var (client, status) = callers[turn % callers.Length];
            (await CertificateBed.AskAsync(client)).Status.Should().Be(status);
        });

        Array.ForEach(callers, caller => caller.Client.Dispose());
    }

    [Fact]
    public async Task Certificates_change_under_load_without_a_failed_request()
    {
        await using var bed = await new CertificateBed().StartAsync();
        var certificate = bed.Clients.IssueClient("build.corp.example");
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var statuses = new ConcurrentBag<int>();
        using var kept1 = bed.Client(certificate);
        using var kept2 = bed.Client(certificate, http: 2);
        Task[] load =
        [
            .. new[] { kept1, kept2 }.Select(client => RepeatAsync(async () => statuses.Add((await CertificateBed.AskAsync(client)).Status))),
            .. Enumerable.Range(0, 4).Select(_ => RepeatAsync(async () => statuses.Add((await bed.AskAsync(certificate)).Status))),
        ];

        for (var reload = 0; reload < 10; reload++)
        {
            using var next = bed.Servers.IssueServer();
            bed.PutServer(next);
            // The key is put first: a reading between the two is refused and keeps the pair in force.
            (await bed.ReloadAsync()).Should().BeTrue();
            (await ServerAsync(bed)).Should().Be(next.Thumbprint);
            var so = statuses.Count;
            await Caching.Eventually.TrueAsync(() => statuses.Count >= so + 20, "requests go on", Cancellation);
        }

        await over.CancelAsync();
        await Task.WhenAll(load);
        statuses.Should().HaveCountGreaterThan(200).And.OnlyContain(status => status == 200);

        async Task RepeatAsync(Func<Task> ask)
        {
            while (!over.IsCancellationRequested)
            {
                await ask();
            }
        }
    }

    [Theory]
    [InlineData("garbage", "Listeners:Edge:Certificate, *, holds no PEM certificate.")]
    [InlineData("empty", "Listeners:Edge:Certificate, *, holds no PEM certificate.")]
    [InlineData("another key", "Listeners:Edge:Certificate, *, does not go with its Key*")]
    [InlineData("no key", "Listeners:Edge:Certificate, *, does not go with its Key*")]
    [InlineData("gone", "Listeners:Edge:Certificate, *, cannot be read*")]
    [InlineData("ended", "Listeners:Edge:Certificate, *, ended on *; the one in force holds until *")]
    [InlineData("authorities", "ClientCertificates:Authorities, *, holds no PEM certificates.")]
    [InlineData("rootless", "ClientCertificates:Authorities, *, holds no root; *")]
    public async Task A_bad_new_file_keeps_the_old_one_in_force_and_says_so(string what, string fault)
    {
        await using var bed = await new CertificateBed().StartAsync();
        var before = await ServerAsync(bed);
        using var next = bed.Servers.IssueServer(lifetime: what == "ended" ? TimeSpan.FromDays(-1) : null);
        switch (what)
        {
            case "garbage":
                bed.Put("server.pem", "not a certificate");
                break;
            case "empty":
                bed.Put("server.pem", "");
                break;
            case "another key":
                bed.Put("server.pem", next.ExportCertificatePem());
                break;
            case "no key":
                bed.Put("server.key", "not a key");
                break;
            case "gone":
                File.Delete(bed.PathOf("server.pem"));
                break;
            case "ended":
                bed.PutServer(next);
                break;
            case "authorities":
                bed.Put("clients.pem", "not a certificate");
                break;
            default:
                using (var between = bed.Clients.IssueAuthority("Lab team"))
                {
                    bed.Put("clients.pem", between.Pem);
                }

                break;
        }

        (await bed.ReloadAsync()).Should().BeFalse();

        bed.Log.Of(1102).Should().ContainSingle().Which.Text.Should().Match($"*{fault}*");
        (await ServerAsync(bed)).Should().Be(before);
        (await bed.AskAsync(bed.Clients.IssueClient("build.corp.example"))).Status.Should().Be(200);
    }

    [Fact]
    public async Task A_listener_that_new_settings_no_longer_name_asks_what_it_asked_until_the_next_start()
    {
        await using var bed = await new CertificateBed().StartAsync();
        var settings = bed.Settings();
        settings.Json["Listeners"]!.AsObject().Remove("Edge");
        settings.Set("Listeners:Plain:Url", "http://127.0.0.1:0");

        (await bed.Gateway.ReloadAsync(settings.ToString())).Should().BeTrue();

        (await bed.Log.WaitForAsync(1104)).Text.Should().StartWith("Listeners:Edge:Url changed");
        (await bed.AskAsync(null)).Status.Should().Be(401, "it must not become a listener for anybody");
        (await bed.AskAsync(bed.Clients.IssueClient("build.corp.example"))).Status.Should().Be(200);
    }

    /// <summary>The certificate that new connections see.</summary>
    private static string Option(string version) => $"-tls{version.Replace('.', '_')}";

    private static async Task<string> ServerAsync(CertificateBed bed)
    {
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, bed.Edge.Port, Cancellation);
        await using var tls = new System.Net.Security.SslStream(socket.GetStream(), leaveInnerStreamOpen: false);
        await tls.AuthenticateAsClientAsync(bed.Tls(), Cancellation);
        return ((X509Certificate2)tls.RemoteCertificate!).Thumbprint;
    }

    private static void Write(CertificateBed bed, string name, X509Certificate2 certificate, params IEnumerable<LabAuthority> above)
    {
        bed.Put($"{name}.pem", certificate.ExportCertificatePem());
        bed.Put($"{name}.above.pem", string.Join('\n', above.Select(authority => authority.Pem)));
        bed.Put($"{name}.key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    private static string Certificate(CertificateBed bed, string name) =>
        $"-cert {bed.PathOf(name)}.pem -key {bed.PathOf(name)}.key" + (new FileInfo(bed.PathOf(name) + ".above.pem").Length > 0 ? $" -cert_chain {bed.PathOf(name)}.above.pem" : "");

    /// <summary>All that <c>openssl s_client</c> prints, the answer to a request among it.</summary>
    private static async Task<string> ShowAsync(CertificateBed bed, string arguments, string path = "/")
    {
        var start = Execution.Start(
            "/usr/bin/openssl",
            ["s_client", "-connect", bed.Edge.Authority, "-ign_eof", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            Path.GetTempPath(), new Dictionary<string, string>());
        using var process = System.Diagnostics.Process.Start(start)!;
        var (text, error) = (process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation));
        try
        {
            await process.StandardInput.WriteAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            await process.StandardInput.FlushAsync(Cancellation);
            await process.WaitForExitAsync(Cancellation);
        }
        catch (IOException)
        {
            // It ended before it read all: its handshake was refused.
        }

        return await text + await error;
    }
}
