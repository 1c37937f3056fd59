using System.Diagnostics;
using Gateway.Tests.EndToEnd;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Relay;

/// <summary><c>gateway goauth</c> as go 1.24 runs it, and the real go 1.24 that runs it.</summary>
public sealed class GoAuthTests : IAsyncLifetime
{
    private RelayBed? _bed;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RelayBed Bed => _bed!;

    private string Edge => $"https://127.0.0.1:{Bed.Edge.Port}";

    public async ValueTask InitializeAsync() => _bed = await RelayBed.StartEdgeAsync();

    public ValueTask DisposeAsync() => Bed.DisposeAsync();

    [Fact]
    public async Task Before_the_first_request_it_gives_the_token_for_the_host()
    {
        var output = (await RunAsync("", "--for", $"{Edge}/repository/go/", "--token-file", Bed.Write("token", "to.k.en\n"))).Succeeded();

        output.Text.Should().Be($"{Edge}\n\nAuthorization: Bearer to.k.en\n\n");
        output.Error.Should().BeEmpty();
    }

    [Fact]
    public async Task A_host_on_the_usual_port_is_named_in_both_ways()
    {
        var output = (await RunAsync("", "--for=https://edge.corp.example", "--token-file", Bed.Write("token", "t"))).Succeeded();

        output.Text.Should().Be("https://edge.corp.example\nhttps://edge.corp.example:443\n\nAuthorization: Bearer t\n\n");
    }

    [Fact]
    public async Task A_refused_token_is_replaced_and_what_the_edge_wants_is_said()
    {
        const string head = "HTTP/2.0 401 Unauthorized\nContent-Type: text/plain\nWww-Authenticate: Basic realm=\"edge\", Bearer realm=\"edge\", error=\"invalid_token\", error_description=\"the token has expired\", issuer=\"https://idp.corp.example\", audience=\"gateway\"\n\n";

        var output = (await RunAsync(head, "--for", Edge, "--token-command", "echo second", $"{Edge}/example.org/hello/@v/list")).Succeeded();

        output.Text.Should().Be($"{Edge}\n\nAuthorization: Bearer second\n\n");
        output.Error.Should().Be(
            $"gateway goauth: 127.0.0.1:{Bed.Edge.Port} refused the token: the token has expired; it takes tokens of https://idp.corp.example for gateway\n");
    }

    [Theory]
    [InlineData("HTTP/2.0 404 Not Found\n\n", "https://127.0.0.1:PORT/example.org/hello/@v/list")]
    [InlineData("HTTP/2.0 403 Forbidden\n\n", "https://127.0.0.1:PORT/example.org/hello/@v/list")]
    [InlineData("HTTP/2.0 401 Unauthorized\n\n", "https://evil.example/example.org/hello/@v/list")]
    [InlineData("HTTP/2.0 401 Unauthorized\n\n", "https://127.0.0.1:PORT.evil.example/x")]
    [InlineData("HTTP/2.0 401 Unauthorized\n\n", "https://127.0.0.1:PORT@evil.example/x")]
    [InlineData("HTTP/2.0 401 Unauthorized\n\n", "http://127.0.0.1:PORT/x")]
    [InlineData("HTTP/2.0 401 Unauthorized\n\n", "https://127.0.0.1:1/x")]
    [InlineData("junk", "https://127.0.0.1:PORT/x")]
    [InlineData("", "https://127.0.0.1:PORT/x")]
    public async Task Nobody_else_and_no_other_refusal_gets_a_token_or_costs_one(string head, string address)
    {
        var output = (await RunAsync(
            head, "--for", Edge, "--token-command", $"echo run >{Bed.Folder["ran"]}; echo token", address.Replace("PORT", $"{Bed.Edge.Port}"))).Succeeded();

        output.Text.Should().BeEmpty();
        File.Exists(Bed.Folder["ran"]).Should().BeFalse();
    }

    [Theory]
    [InlineData("--token-file FILE --certificate x", "--certificate does not work here")]
    [InlineData("--for https://edge.corp.example", "where the token comes from is needed")]
    [InlineData("--token-file FILE", "--for is \"\"")]
    [InlineData("--for http://127.0.0.1:1 --token-file FILE", "--for is \"http://127.0.0.1:1\"")]
    [InlineData("--for https://e.example --token-file FILE --token-command x", "is enough")]
    [InlineData("--for https://e.example --device-login http://idp.example --client-id x", "--device-login is \"http://idp.example\"")]
    [InlineData("--for https://e.example --device-login https://idp.example", "--client-id is needed")]
    [InlineData("--for https://e.example --token-file FILE --client-id x", "--client-id needs --device-login")]
    public async Task Arguments_that_do_not_go_together_end_with_2(string arguments, string sentence)
    {
        var output = await RunAsync("", arguments.Replace("FILE", Bed.Write("token", "t")).Split(' '));

        output.ExitCode.Should().Be(2);
        output.Text.Should().BeEmpty();
        output.Error.Should().StartWith("gateway goauth: ").And.Contain(sentence);
    }

    [Fact]
    public async Task Without_a_login_it_says_how_to_log_in_and_waits_for_nothing()
    {
        var output = await RunAsync(
            "", "--for", Edge, "--device-login", "https://idp.corp.example/", "--client-id", "go", "--audience", "gateway");

        output.ExitCode.Should().Be(1);
        output.Text.Should().BeEmpty();
        output.Error.Should().Be(
            "gateway goauth: you are not logged in at https://idp.corp.example\n" +
            "gateway goauth: log in: gateway login https://idp.corp.example --client-id go --audience gateway\n");
    }

    [Fact]
    public async Task Go_1_24_shows_the_token_that_it_gives()
    {
        Bed.Edge.Answer = ServeAsync("good");
        Bed.Write("token", "good");
        using var go = Go("--token-file", Bed.Folder["token"]);

        (await go.RunAsync(Cancellation, "list", "-m", "-versions", "example.org/hello")).Succeeded().Text.Should().Be("example.org/hello v1.0.0\n");

        Bed.Edge.Asked.Should().OnlyContain(asked => asked.Token == "good");
    }

    [Fact]
    public async Task Go_1_24_asks_again_when_its_token_is_refused()
    {
        Bed.Edge.Answer = ServeAsync("second");
        using var go = Go("--token-command", Script());

        (await go.RunAsync(Cancellation, "list", "-m", "-versions", "example.org/hello")).Succeeded();

        Bed.Edge.Asked.Select(asked => asked.Token).Take(2).Should().Equal("first", "second");
    }

    [Fact]
    public async Task What_go_1_24_prints_of_a_token_that_stays_refused_is_what_the_edge_said()
    {
        Bed.Edge.Answer = ServeAsync("other");
        using var go = Go("--token-file", Bed.Write("token", "stale-token"));

        var output = await go.RunAsync(Cancellation, "list", "-m", "-versions", "example.org/hello");

        output.ExitCode.Should().Be(1);
        output.Error.Should().Contain("401 Unauthorized").And.Contain("the token has expired").And.NotContain("stale-token");
    }

    private static RequestDelegate ServeAsync(string token) => async context =>
    {
        var isGood = context.Request.Headers.Authorization == $"Bearer {token}";
        var text = context.Request.Path.Value!.Split('/')[^1] switch
        {
            "list" => "v1.0.0\n",
            "v1.0.0.info" => """{"Version":"v1.0.0"}""",
            "v1.0.0.mod" => "module example.org/hello\n",
            _ => null,
        };
        context.Response.StatusCode = !isGood ? 401 : text is null ? 404 : 200;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(isGood ? text ?? "not found\n" : "unauthorized: the token has expired\n");
    };

    private string Script()
    {
        var script = Bed.Write("next-token", $"test -e {Bed.Folder["once"]} && echo second && exit\ntouch {Bed.Folder["once"]}\necho first\n");
        return $"'sh {script}'";
    }

    private GoCommand Go(params string[] token)
    {
        var go = new GoCommand(GoRelease.WithAuth, Edge);
        go.Environment["GOAUTH"] = Program(token);
        go.Environment["SSL_CERT_FILE"] = Bed.Folder["ca.pem"];
        return go;
    }

    private string Program(params string[] token)
    {
        var start = GatewayProcess.Start(["goauth", "--for", Edge, .. token]);
        return string.Join(' ', [start.FileName, .. start.ArgumentList]);
    }

    private async Task<Output> RunAsync(string head, params string[] arguments)
    {
        var start = GatewayProcess.Start(["goauth", .. arguments]);
        start.Environment["HOME"] = Bed.Folder.Path;
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEndAsync(Cancellation);
        var error = process.StandardError.ReadToEndAsync(Cancellation);
        try
        {
            await process.StandardInput.WriteAsync(head);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has no need of the head, and has ended already.
        }

        await process.WaitForExitAsync(Cancellation);
        return new Output(process.ExitCode, await text, await error);
    }
}
