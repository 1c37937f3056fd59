using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.Lab;
using Gateway.Tests.Caching;
using Gateway.Tests.PassThrough;

namespace Gateway.Tests.EndToEnd;

/// <summary>Uploads through the gateway to a real nginx, and what the real go command sees of them.</summary>
public sealed class UploadTests
{
    private static readonly ModuleVersion First = new("example.org/x", "v1.0.0");
    private static readonly ModuleVersion Second = new("example.org/x", "v1.1.0");
    private static readonly object Files = new { Trust = "Internal", Kind = "Files" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_version_is_fetched_as_soon_as_it_is_uploaded_although_the_list_and_its_absence_were_kept()
    {
        await using var hosted = await HostedRepository.StartAsync(Cancellation);
        await using var gateway = await LabGateway.StartAsync(Settings(hosted));
        await UploadAsync(gateway.Client, hosted, First);
        using var go = new GoCommand(GoRelease.Newest, gateway.GoProxy);
        (await go.RunAsync(Cancellation, "list", "-m", "-versions", First.Path)).Succeeded().Text.Trim().Should().Be("example.org/x v1.0.0");
        (await go.RunAsync(Cancellation, "get", $"{Second}")).Error.Should().Contain("404 Not Found");

        await UploadAsync(gateway.Client, hosted, Second);

        (await go.RunAsync(Cancellation, "list", "-m", "-versions", First.Path)).Succeeded().Text.Trim().Should().Be("example.org/x v1.0.0 v1.1.0");
        (await go.RunAsync(Cancellation, "get", $"{Second}")).Succeeded();
        go.Downloaded.Should().Contain($"{Second}");
    }

    [Fact]
    public async Task A_version_that_is_removed_is_gone_at_once_and_the_others_stay_kept()
    {
        await using var hosted = await HostedRepository.StartAsync(Cancellation);
        await using var gateway = await LabGateway.StartAsync(Settings(hosted));
        await UploadAsync(gateway.Client, hosted, First);
        await UploadAsync(gateway.Client, hosted, Second);
        foreach (var version in new[] { First, Second })
        {
            (await StatusAsync(gateway.Client, version)).Should().StartWith("200 gateway; fwd=miss");
        }

        using var removed = await gateway.Client.DeleteAsync($"/upload/{Second.Path}/@v/{Second.Version}.mod", Cancellation);

        removed.StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await StatusAsync(gateway.Client, Second)).Should().StartWith("404");
        (await StatusAsync(gateway.Client, First)).Should().StartWith("200 gateway; hit");
    }

    [Fact]
    public async Task An_upload_that_the_cluster_refuses_purges_nothing()
    {
        await using var hosted = await HostedRepository.StartAsync(Cancellation);
        await using var gateway = await LabGateway.StartAsync(Settings(hosted));
        (await StatusAsync(gateway.Client, First)).Should().Be("404 gateway; fwd=miss");

        // A folder cannot be put where a file is.
        using var refused = await gateway.Client.PutAsync($"/upload/{First.Path}/@v/{First.Version}.mod/", new StringContent("x"), Cancellation);

        refused.IsSuccessStatusCode.Should().BeFalse();
        (await StatusAsync(gateway.Client, First)).Should().StartWith("404 gateway; hit");
    }

    [Theory]
    [InlineData("--http1.1")]
    [InlineData("-H", "Transfer-Encoding: chunked")]
    public async Task Curl_waits_for_the_word_to_go_on_and_sends_it_whole(params string[] how)
    {
        await using var hosted = await HostedRepository.StartAsync(Cancellation);
        await using var gateway = await LabGateway.StartAsync(Settings(hosted));
        using var folder = new TemporaryFolder();
        var content = new byte[5 * 1024 * 1024];
        Random.Shared.NextBytes(content);
        await File.WriteAllBytesAsync(folder["body"], content, Cancellation);
        string[] arguments = ["-sSv", "--fail", "-H", "Expect: 100-continue", "--expect100-timeout", "60", "-T", folder["body"], .. how, $"{gateway.GoProxy}/upload/body"];

        var output = await Execution.RunAsync("/usr/bin/curl", arguments, folder.Path, new Dictionary<string, string>(), Cancellation);

        output.Succeeded().Error.Should().Contain("HTTP/1.1 100 Continue");
        hosted.Uploaded("body").Should().Equal(content);
    }

    [Fact]
    public async Task A_body_that_turns_out_too_large_is_refused_in_words_and_never_arrives()
    {
        await using var hosted = await HostedRepository.StartAsync(Cancellation);
        await using var gateway = await LabGateway.StartAsync(Settings(hosted).Set("PassThrough:LargestBodyMegabytes", 1));
        using var request = new HttpRequestMessage(HttpMethod.Put, "/upload/body") { Content = new ByteArrayContent(new byte[1024 * 1024 + 1]) };
        request.Headers.TransferEncodingChunked = true;

        using var answer = await gateway.Client.SendAsync(request, Cancellation);

        answer.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await answer.Content.ReadAsStringAsync(Cancellation)).Should().StartWith("payload too large: the gateway passes bodies of at most 1 MiB");
        hosted.Uploaded("body").Should().BeNull();
    }

    [Theory]
    [InlineData("Content-Length: 100000\r\n\r\n", "half of it")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n", "8\r\nhalf of \r\n")]
    public async Task An_upload_that_breaks_off_is_none(string head, string part)
    {
        await using var hosted = await HostedRepository.StartAsync(Cancellation);
        await using var gateway = await LabGateway.StartAsync(Settings(hosted));
        using (var client = new TcpClient("127.0.0.1", gateway.AddressOf("Plain").Port))
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"PUT /upload/body HTTP/1.1\r\nHost: x\r\n{head}{part}"), Cancellation);
            await Eventually.TrueAsync(() => gateway.Destinations(PassThroughBed.Cluster).Single().ConcurrentRequestCount == 1, "it is under way", Cancellation);
        }

        await Eventually.TrueAsync(() => gateway.Destinations(PassThroughBed.Cluster).Single().ConcurrentRequestCount == 0, "it is over", Cancellation);
        await hosted.Nginx.RequestsSoFarAsync(Cancellation);
        hosted.Uploaded("body").Should().BeNull();
    }

    [Fact]
    public async Task What_one_gateway_takes_in_the_other_gives_out()
    {
        await using var hosted = await HostedRepository.StartAsync(Cancellation);
        await using var replicas = await Replicas.StartAsync(settings => Patient(PassThroughBed.Add(settings, hosted.Address, Files)).Route(First.Path, PassThroughBed.Cluster));
        using var client = new HttpClient { BaseAddress = new Uri(replicas.First.GoProxy) };
        await UploadAsync(client, hosted, First);
        using var go = new GoCommand(GoRelease.Newest, replicas.Second.GoProxy);
        (await go.RunAsync(Cancellation, "list", "-m", "-versions", First.Path)).Succeeded().Text.Trim().Should().Be("example.org/x v1.0.0");
        (await go.RunAsync(Cancellation, "get", $"{Second}")).Error.Should().Contain("404 Not Found");

        await UploadAsync(client, hosted, Second);

        // Purges are told within a second: far sooner than a "not found" (10 minutes here) ends by itself.
        await Eventually.TrueAsync(async () => (await replicas.LookAsync(replicas.Second, $"/{Second.Path}/@v/{Second.Version}.info")).Status == 200, "it is found", Cancellation);
        (await go.RunAsync(Cancellation, "get", $"{Second}")).Succeeded();
        (await go.RunAsync(Cancellation, "list", "-m", "-versions", First.Path)).Succeeded().Text.Trim().Should().Be("example.org/x v1.0.0 v1.1.0");
    }

    private static LabSettings Settings(HostedRepository hosted) => Patient(PassThroughBed.Settings(hosted.Address, Files));

    // Long enough that nothing is forgotten by itself.
    private static LabSettings Patient(LabSettings settings) => settings
        .Set("Caching:NotFoundLifetime", "00:10:00")
        .Set("Caching:MutableLifetime", "00:10:00");

    private static async Task UploadAsync(HttpClient client, HostedRepository hosted, ModuleVersion module)
    {
        foreach (var (path, file) in hosted.Draft(module))
        {
            using var answer = await client.PutAsync($"/upload/{path}", new ByteArrayContent(await File.ReadAllBytesAsync(file, Cancellation)), Cancellation);
            answer.StatusCode.Should().BeOneOf(HttpStatusCode.Created, HttpStatusCode.NoContent);
        }
    }

    private static async Task<string> StatusAsync(HttpClient client, ModuleVersion module)
    {
        using var answer = await client.GetAsync($"/{module.Path}/@v/{module.Version}.mod", Cancellation);
        return $"{(int)answer.StatusCode} {answer.Headers.GetValues("Cache-Status").Single()}";
    }
}
