using Gateway.Credentials;
using Gateway.Lab.Origins;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Relay;

/// <summary>The device flow with issuers that take their time, lie, or lead elsewhere.</summary>
public sealed class DeviceLoginTests : IAsyncLifetime
{
    private readonly Queue<string> _answers = new();
    private readonly HurriedTime _time = new();
    private readonly StringWriter _screen = new();
    private OriginServer? _server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Address => $"http://{_server!.EndPoint}";

    /// <summary>What the discovery document says; ISSUER is the truth.</summary>
    private string Document { get; set; } =
        """{"issuer":"ISSUER","token_endpoint":"ISSUER/token","device_authorization_endpoint":"ISSUER/device"}""";

    private string Device { get; set; } =
        """{"device_code":"device","user_code":"ABCD-EFGH","verification_uri":"https://idp.example/device","expires_in":600,"interval":3}""";

    public async ValueTask InitializeAsync()
    {
        _server = new OriginServer(new OriginOptions { Name = "issuer" }, ServeAsync);
        await _server.StartAsync();
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    [Fact]
    public async Task An_issuer_that_wants_it_slower_is_asked_five_seconds_later_each_time()
    {
        Answers("authorization_pending", "slow_down", "slow_down");
        _answers.Enqueue("""{"access_token":"a.b.c","refresh_token":"next","expires_in":60}""");

        var login = await LogInAsync();

        _time.Waits.Select(wait => wait.TotalSeconds).Should().Equal(3, 3, 8, 13);
        (login.Token, login.RefreshToken, login.Ends).Should().Be(("a.b.c", "next", _time.GetUtcNow().AddSeconds(60)));
        _screen.ToString().Should().Be("To log in, open https://idp.example/device and enter the code ABCD-EFGH\n");
    }

    [Fact]
    public async Task A_code_that_nobody_enters_runs_out()
    {
        Device = Device.Replace("600", "10");
        Answers([.. Enumerable.Repeat("authorization_pending", 9)]);

        (await FailsAsync()).Should().StartWith("nobody has entered the code in time");

        _time.Waits.Should().HaveCount(4);
    }

    [Theory]
    [InlineData("expired_token")]
    [InlineData("access_denied")]
    [InlineData("invalid_client")]
    public async Task Every_other_error_ends_the_login(string error)
    {
        Answers(error);

        (await FailsAsync()).Should().Be($"{Address} refused the login: {error}");
    }

    [Fact]
    public async Task An_issuer_that_is_away_for_a_moment_is_asked_again()
    {
        Answers("authorization_pending");
        _answers.Enqueue("<html>maintenance</html>");
        _answers.Enqueue("""{"access_token":"opaque","id_token":"a.b.c"}""");

        (await LogInAsync()).Token.Should().Be("a.b.c", "an access token that is no JWT tells the edge nothing");
    }

    [Theory]
    [InlineData("""{"issuer":"https://other.example","token_endpoint":"ISSUER/token","device_authorization_endpoint":"ISSUER/device"}""")]
    [InlineData("""{"issuer":"ISSUER","token_endpoint":"http://evil.example/token","device_authorization_endpoint":"ISSUER/device"}""")]
    [InlineData("""{"issuer":"ISSUER","token_endpoint":"ISSUER/token","device_authorization_endpoint":"http://evil.example/device"}""")]
    [InlineData("""{"issuer":"ISSUER","device_authorization_endpoint":"ISSUER/device"}""")]
    [InlineData("""{}""")]
    public async Task A_document_that_leads_elsewhere_is_not_followed(string document)
    {
        Document = document;

        (await FailsAsync()).Should().Contain("is not that issuer's, or names addresses without https");
    }

    [Fact]
    public async Task An_issuer_without_the_device_flow_is_named()
    {
        Document = """{"issuer":"ISSUER","token_endpoint":"ISSUER/token"}""";

        (await FailsAsync()).Should().Be($"{Address} has no device login");
    }

    [Fact]
    public async Task A_token_that_would_end_a_header_line_is_taken_from_nobody()
    {
        _answers.Enqueue("""{"access_token":"a.b.c\r\nX-Admin: 1"}""");

        (await FailsAsync()).Should().Be($"the answer of {Address} is no token");
    }

    private void Answers(params string[] errors)
    {
        foreach (var error in errors)
        {
            _answers.Enqueue($$"""{"error":"{{error}}"}""");
        }
    }

    private async Task<StoredLogin> LogInAsync()
    {
        var client = new LoginClient(new Uri(Address), "go", "", LoginClient.DefaultScope);
        using var issuer = Issuer.Create(client, authorities: null);
        return await new DeviceLogin(client, issuer, _screen, _time).RunAsync(Cancellation);
    }

    private async Task<string> FailsAsync()
    {
        var logging = LogInAsync;
        return (await logging.Should().ThrowAsync<CredentialException>()).Which.Message;
    }

    private Task ServeAsync(HttpContext context)
    {
        var answer = context.Request.Path.Value switch
        {
            "/.well-known/openid-configuration" => Document.Replace("ISSUER", Address),
            "/device" => Device,
            _ => _answers.Dequeue(),
        };
        context.Response.StatusCode = answer.Contains("\"error\"") ? 400 : 200;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(answer);
    }
}
