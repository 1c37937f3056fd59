using System.Net;
using System.Security.Cryptography;
using Gateway.Lab;

namespace Gateway.Tests.EndToEnd;

/// <summary>A web server over files is what people run; these are its ways of being out of order.</summary>
public sealed class NginxUpstreamTests : IDisposable
{
    private static readonly ModuleVersion Hello = new("example.org/hello", "v1.0.0");

    private readonly TemporaryFolder _folder = new();
    private readonly ModuleTree _tree;

    public NginxUpstreamTests()
    {
        _tree = new ModuleTree(_folder["tree"]);
        _tree.Publish(ModuleSource.Of(Hello.Path, Hello.Version, ("go.mod", $"module {Hello.Path}\n"), ("hello.go", "package hello\n")));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_403_of_a_file_server_is_its_404()
    {
        await using var nginx = await Nginx.StartAsync(_tree.Folder, "location /example.org/ { deny all; }", Cancellation);
        await using var gateway = await LabGateway.StartAsync(Settings("Files", nginx.Address));

        await ShowsAsync(gateway, "404 Not Found");
    }

    [Fact]
    public async Task A_403_for_some_modules_is_a_verdict()
    {
        await using var nginx = await Nginx.StartAsync(_tree.Folder, "location /example.org/ { deny all; }", Cancellation);
        await using var gateway = await LabGateway.StartAsync(Settings("Generic", nginx.Address));

        await ShowsAsync(gateway, "403 Forbidden");
    }

    [Fact]
    public async Task A_403_for_all_modules_is_an_outage()
    {
        await using var nginx = await Nginx.StartAsync(_tree.Folder, "location / { deny all; }", Cancellation);
        await using var gateway = await LabGateway.StartAsync(Settings("Generic", nginx.Address));

        await ShowsAsync(gateway, "502 Bad Gateway");
    }

    [Theory]
    [InlineData("rewrite ^ $uri last;")]
    [InlineData("proxy_pass http://127.0.0.1:1;")]
    public async Task A_server_that_is_out_of_order_itself_is_an_outage(string broken)
    {
        await using var nginx = await Nginx.StartAsync(_tree.Folder, $"location /example.org/ {{ {broken} }}", Cancellation);
        await using var gateway = await LabGateway.StartAsync(Settings("Files", nginx.Address));

        await ShowsAsync(gateway, "502 Bad Gateway");
    }

    [Theory]
    [InlineData("info")]
    [InlineData("mod")]
    [InlineData("zip")]
    public async Task A_file_that_is_still_empty_is_an_outage(string extension)
    {
        File.WriteAllText(_tree.FileOf(Hello, extension), "");
        await using var nginx = await Nginx.StartAsync(_tree.Folder, "", Cancellation);
        await using var gateway = await LabGateway.StartAsync(Settings("Files", nginx.Address));

        await ShowsAsync(gateway, "502 Bad Gateway");
    }

    [Fact]
    public async Task A_folder_in_the_place_of_a_file_is_not_found()
    {
        var zip = _tree.FileOf(Hello, "zip");
        File.Delete(zip);
        Directory.CreateDirectory(zip);
        await using var nginx = await Nginx.StartAsync(_tree.Folder, "", Cancellation);
        await using var gateway = await LabGateway.StartAsync(Settings("Files", nginx.Address));

        await ShowsAsync(gateway, "404 Not Found");
    }

    [Fact]
    public async Task A_server_that_compresses_everything_is_not_asked_to()
    {
        await using var nginx = await Nginx.StartAsync(_tree.Folder, "gzip on; gzip_types *; gzip_min_length 1; gzip_proxied any;", Cancellation);
        await using var gateway = await LabGateway.StartAsync(Settings("Files", nginx.Address));
        using var go = new GoCommand(GoRelease.Newest, gateway.GoProxy);

        (await go.RunAsync(Cancellation, "mod", "download", Hello.ToString())).Succeeded();

        go.Downloaded.Should().Equal(Hello.ToString());
    }

    [Fact]
    public async Task A_zip_goes_on_at_another_server_when_the_first_is_killed_in_the_middle()
    {
        // Far more than what is on its way in the buffers of three processes, so that the first server cannot be done.
        var zip = _tree.FileOf(Hello, "zip");
        await File.WriteAllBytesAsync(zip, [.. "PK"u8, .. RandomNumberGenerator.GetBytes(64 << 20)], Cancellation);
        await using var first = await Nginx.StartAsync(_tree.Folder, "", Cancellation);
        await using var second = await Nginx.StartAsync(_tree.Folder, "", Cancellation);
        await using var gateway = await LabGateway.StartAsync(Settings("Files", first.Address, second.Address)
            .WithCluster("nginx", "LoadBalancingPolicy", "FirstAlphabetical"));

        using var response = await gateway.Client.GetAsync(
            $"/{Hello.Path}/@v/{Hello.Version}.zip", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(Cancellation);
        var start = new byte[1 << 20];
        await body.ReadExactlyAsync(start, Cancellation);
        first.Kill();
        using var whole = new MemoryStream();
        await whole.WriteAsync(start, Cancellation);
        await body.CopyToAsync(whole, Cancellation);

        SHA256.HashData(whole.ToArray()).Should().Equal(SHA256.HashData(await File.ReadAllBytesAsync(zip, Cancellation)));
        (await second.RequestsSoFarAsync(Cancellation)).Should().ContainSingle().Which.Should().EndWith($"{(int)HttpStatusCode.PartialContent}");
    }

    private static LabSettings Settings(string kind, params Uri[] servers) =>
        new LabSettings().Cluster("nginx", new { Kind = kind }, servers).Route("*", "nginx");

    private static async Task ShowsAsync(LabGateway gateway, string status)
    {
        using var go = new GoCommand(GoRelease.Newest, gateway.GoProxy);

        var output = await go.RunAsync(Cancellation, "mod", "download", Hello.ToString());

        output.ExitCode.Should().Be(1);
        output.Error.Should().Contain(status);
    }
}
