using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Gateway.Tests.Access;

/// <summary>Which tokens are let in, and what is said of those that are not.</summary>
public sealed class TokenTests : IAsyncLifetime
{
    private FakeIssuer _issuer = null!;
    private TokenBed _bed = null!;

    public static TheoryData<string, string> Wrong => new()
    {
        { "none", "the token is not signed, or in a way that is not allowed here" },
        { "none with a signature", "the token is not signed, or in a way that is not allowed here" },
        { "HS256 with the public key", "the token is not signed, or in a way that is not allowed here" },
        { "no algorithm", "the token is not signed, or in a way that is not allowed here" },
        { "wrong signature", "the token's signature is wrong" },
        { "claims of another token", "the token's signature is wrong" },
        { "another algorithm of the key", "the token is signed with a key that its issuer does not name" },
        { "issuer", "the token is of an issuer that this gateway does not know" },
        { "issuer with a slash", "the token is of an issuer that this gateway does not know" },
        { "no issuer", "the token is of an issuer that this gateway does not know" },
        { "audience", "the token is meant for somebody else (aud)" },
        { "audiences", "the token is meant for somebody else (aud)" },
        { "no audience", "the token is meant for somebody else (aud)" },
        { "audience in an object", "the token is meant for somebody else (aud)" },
        { "expired", "the token ended at 2" },
        { "no end", "the token does not say when it ends (exp)" },
        { "end as text", "the token does not say when it ends (exp)" },
        { "end beyond time", "the token does not say when it ends (exp)" },
        { "too early", "the token is not good before 2" },
        { "issued in the future", "the token is not good before 2" },
        { "unknown key", "the token is signed with a key that its issuer does not name" },
        { "key as number", "the token is signed with a key that its issuer does not name" },
        { "key of its own", "the token's signature is wrong" },
        { "encrypted", "the token is encrypted (JWE)" },
        { "compressed", "the token is encrypted (JWE)" },
        { "nested", "the token is wrapped in another (cty)" },
        { "critical", "the token has a header that must be understood and is not (crit)" },
        { "logout token", "the token says by its typ that it is no access token" },
        { "bound to a key", "the token is bound to a key of its client (cnf)" },
        { "no subject", "the token does not say whose it is" },
        { "subject of two lines", "the token does not say whose it is" },
        { "duplicate claim", "the credentials are neither a JWT nor" },
        { "duplicate header", "the credentials are neither a JWT nor" },
        { "duplicate claim in disguise", "the credentials are neither a JWT nor" },
        { "broken unicode", "the credentials are neither a JWT nor" },
        { "list of claims", "the credentials are neither a JWT nor" },
        { "padding", "the credentials are neither a JWT nor" },
        { "bits left over", "the credentials are neither a JWT nor" },
        { "giant", "the token is longer than 16 KB" },
        { "words", "the credentials are neither a JWT nor" },
    };

    public async ValueTask InitializeAsync()
    {
        _issuer = await FakeIssuer.StartAsync();
        _bed = await TokenBed.StartAsync(_issuer.Settings());
    }

    public async ValueTask DisposeAsync()
    {
        await _bed.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_token_is_refused_with_its_reason_and_a_remedy_and_never_repeated(string fault, string reason)
    {
        var token = Make(fault);

        foreach (var reply in new[] { await _bed.BearerAsync(token), await _bed.BearerAsync(token) })
        {
            reply.Status.Should().Be(401, reply.Text);
            reply.Text.Should().StartWith($"unauthorized: {reason}").And.Contain($"show a token of {_issuer.Authority} for gateway:\nas Authorization: Bearer, or in the netrc file");
            reply.Text.Split('\n').Should().HaveCountLessThanOrEqualTo(9);
            (reply.Text + reply.Headers).Should().NotContain(token[..Math.Min(token.Length, 24)]);
        }

        _bed.Origin.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("ES256", "ec")]
    [InlineData("RS256", "rsa")]
    [InlineData("RS512", "rsa")]
    [InlineData("PS256", "rsa")]
    public async Task A_right_token_is_let_in_as_Bearer_and_as_password_of_any_user(string algorithm, string key)
    {
        var token = _issuer.Issue(key: key, algorithm: algorithm);

        (await _bed.BearerAsync(token)).Status.Should().Be(404);
        (await _bed.BearerAsync(token)).Status.Should().Be(404);
        (await _bed.BasicAsync("oauth2", token)).Status.Should().Be(404);
        (await _bed.BasicAsync("", token)).Status.Should().Be(404);
        (await _bed.GetAsync($"bearer  {token}")).Status.Should().Be(404);
    }

    [Fact]
    public async Task What_issuers_do_differently_is_let_in()
    {
        (await _bed.BearerAsync(_issuer.Issue(header: new { typ = (string?)null }))).IsLetIn.Should().BeTrue("a type is not needed");
        (await _bed.BearerAsync(_issuer.Issue(header: new { typ = "at+jwt" }))).IsLetIn.Should().BeTrue("RFC 9068");
        (await _bed.BearerAsync(_issuer.Issue(header: new { kid = (string?)null }))).IsLetIn.Should().BeTrue("its one key of the kind is tried");
        (await _bed.BearerAsync(_issuer.Issue(new { aud = new[] { "other", "gateway" } }))).IsLetIn.Should().BeTrue();
        (await _bed.BearerAsync(_issuer.Issue(new { exp = _issuer.Seconds(TimeSpan.FromMinutes(10)) + 0.5 }))).IsLetIn.Should().BeTrue();
        (await _bed.BearerAsync(_issuer.Issue(new { exp = _issuer.Seconds(TimeSpan.FromSeconds(-30)) }))).IsLetIn.Should().BeTrue("clocks differ by a minute");
        (await _bed.BearerAsync(_issuer.Issue(new { groups = new { no = "list" }, email = 7 }))).IsLetIn.Should().BeTrue("it has no groups then");
    }

    [Fact]
    public async Task The_front_page_tells_good_credentials_from_bad_ones_and_from_none()
    {
        var token = _issuer.Issue();
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            (await _bed.GetAsync($"Bearer {token}", "/", method)).Status.Should().Be(200);
            (await _bed.GetAsync($"Bearer {token}x", "/", method)).Status.Should().Be(401);
            (await _bed.GetAsync(null, "/", method)).Status.Should().Be(401);
        }
    }

    [Fact]
    public async Task A_refusal_says_which_credentials_would_do()
    {
        var none = await _bed.BearerAsync(null);
        var bad = await _bed.BearerAsync(_issuer.Issue(new { aud = "other" }));

        none.Text.Should().StartWith("unauthorized: this listener asks for a token\nshow a token of ");
        none.Headers.GetValues("WWW-Authenticate").Should().Equal(
            "Basic realm=\"edge\", charset=\"UTF-8\"", $"Bearer realm=\"edge\", issuer=\"{_issuer.Authority}\", audience=\"gateway\"");
        bad.Headers.GetValues("WWW-Authenticate").Should().Equal(
            "Basic realm=\"edge\", charset=\"UTF-8\"",
            "Bearer realm=\"edge\", error=\"invalid_token\", error_description=\"the token is meant for somebody else (aud)\", "
            + $"issuer=\"{_issuer.Authority}\", audience=\"gateway\"");
    }

    [Theory]
    [InlineData("Digest username=\"a\"", "the Authorization header is neither Bearer nor Basic")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.", "the Authorization header is neither Bearer nor Basic")]
    [InlineData("Bearer", "the credentials hold no token")]
    [InlineData("Basic", "the Basic credentials are not a name and a password in base64")]
    [InlineData("Basic %%%", "the Basic credentials are not a name and a password in base64")]
    [InlineData("Basic YWxpY2U=", "the Basic credentials are not a name and a password in base64")]
    [InlineData("Basic YWxpY2U6", "the credentials hold no token")]
    [InlineData("Basic OsMo", "the Basic credentials are not a name and a password in base64")]
    public async Task Credentials_that_hold_no_token_are_refused_in_words(string header, string reason) =>
        (await _bed.GetAsync(header)).Text.Should().StartWith($"unauthorized: {reason}\n");

    [Fact]
    public async Task Bad_credentials_are_refused_where_none_are_needed()
    {
        await using var open = await TokenBed.StartAsync(_issuer.Settings(), "Anonymous");

        (await open.BearerAsync(null)).Status.Should().Be(404);
        (await open.BearerAsync(_issuer.Issue())).Status.Should().Be(404);
        (await open.BearerAsync(_issuer.Issue(new { aud = "other" }))).Status.Should().Be(401);
    }

    [Fact]
    public async Task What_a_token_must_have_is_up_to_the_settings()
    {
        await using var strict = await TokenBed.StartAsync(_issuer.Settings(new
        {
            Algorithms = new[] { "RS256" },
            RequiredClaims = new Dictionary<string, string> { ["realm_access.roles"] = "go", ["email_verified"] = "true" },
            SubjectClaim = "preferred_username",
        }));
        object right = new { preferred_username = "alice", email_verified = true, realm_access = new { roles = new[] { "x", "go" } } };

        (await strict.BearerAsync(_issuer.Issue(right, key: "rsa", algorithm: "RS256"))).IsLetIn.Should().BeTrue();
        (await strict.BearerAsync(_issuer.Issue(right))).Text.Should().Contain("in a way that is not allowed here");
        (await strict.BearerAsync(_issuer.Issue(new { preferred_username = "alice", email_verified = true }, key: "rsa", algorithm: "RS256"))).Text.Should()
            .StartWith("unauthorized: the token lacks what this gateway asks of its claim realm_access.roles\n");
        (await strict.BearerAsync(_issuer.Issue(new { email_verified = true, realm_access = new { roles = "go" } }, key: "rsa", algorithm: "RS256"))).Text.Should()
            .StartWith("unauthorized: the token does not say whose it is\n");
    }

    [Fact]
    public async Task Every_verdict_is_counted_with_a_reason()
    {
        using var judged = new Counted("gateway.access.authentications", _bed.Gateway);
        var token = _issuer.Issue();

        await _bed.BearerAsync(token);
        await _bed.BasicAsync("x", token);
        await _bed.BearerAsync(Make("expired"));
        await _bed.BearerAsync("gwt_x");
        await _bed.BearerAsync(null);

        judged.Sum.Should().Be(4);
        judged.Tags("method", "token").Select(tags => tags["result"]).Should().Equal("ok", "ok", "expired");
        judged.Tags("method", "static").Select(tags => tags["result"]).Should().Equal("unknown");
    }

    private string Make(string fault)
    {
        var token = _issuer.Issue();
        var parts = token.Split('.');
        return fault switch
        {
            "none" => $"{FakeIssuer.Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.",
            "none with a signature" => $"{FakeIssuer.Encode("""{"alg":"none","typ":"JWT","kid":"ec"}""")}.{parts[1]}.{parts[2]}",
            "HS256 with the public key" => Hmac(),
            "no algorithm" => _issuer.Issue(header: new { alg = (string?)null }),
            "wrong signature" => $"{parts[0]}.{parts[1]}.{_issuer.Issue(new { sub = "bob" }).Split('.')[2]}",
            "claims of another token" => $"{parts[0]}.{_issuer.Issue(new { sub = "root" }).Split('.')[1]}.{parts[2]}",
            "another algorithm of the key" => _issuer.Issue(header: new { alg = "ES384" }),
            "issuer" => _issuer.Issue(new { iss = "https://evil.example" }),
            "issuer with a slash" => _issuer.Issue(new { iss = $"{_issuer.Authority}/" }),
            "no issuer" => _issuer.Issue(new { iss = (string?)null }),
            "audience" => _issuer.Issue(new { aud = "Gateway" }),
            "audiences" => _issuer.Issue(new { aud = new object[] { "other", 7, new { gateway = true } } }),
            "no audience" => _issuer.Issue(new { aud = (string?)null }),
            "audience in an object" => _issuer.Issue(new { aud = new { gateway = "gateway" } }),
            "expired" => _issuer.Issue(new { exp = _issuer.Seconds(TimeSpan.FromSeconds(-61)) }),
            "no end" => _issuer.Issue(new { exp = (long?)null }),
            "end as text" => _issuer.Issue(new { exp = $"{_issuer.Seconds(TimeSpan.FromHours(1))}" }),
            "end beyond time" => _issuer.Sign(FakeIssuer.Header(), _issuer.Claims().Replace("\"exp\":", "\"exp\":1e999,\"x\":", StringComparison.Ordinal)),
            "too early" => _issuer.Issue(new { nbf = _issuer.Seconds(TimeSpan.FromSeconds(90)) }),
            "issued in the future" => _issuer.Issue(new { iat = _issuer.Seconds(TimeSpan.FromMinutes(5)) }),
            "unknown key" => _issuer.Issue(header: new { kid = "other" }),
            "key as number" => _issuer.Issue(header: new { kid = 7 }),
            "key of its own" => OwnKey(),
            "encrypted" => $"{parts[0]}.{parts[1]}.{parts[2]}.{parts[1]}.{parts[2]}",
            "compressed" => _issuer.Issue(header: new { zip = "DEF" }),
            "nested" => _issuer.Issue(header: new { cty = "JWT" }),
            "critical" => _issuer.Issue(header: new { crit = new[] { "exp" } }),
            "logout token" => _issuer.Issue(header: new { typ = "logout+jwt" }),
            "bound to a key" => _issuer.Issue(new { cnf = new { jkt = "x" } }),
            "no subject" => _issuer.Issue(new { sub = "" }),
            "subject of two lines" => _issuer.Issue(new { sub = "alice\nbob" }),
            "duplicate claim" => _issuer.Sign(FakeIssuer.Header(), _issuer.Claims().Replace("\"sub\":", "\"sub\":\"root\",\"sub\":", StringComparison.Ordinal)),
            "duplicate header" => _issuer.Sign(FakeIssuer.Header().Replace("\"alg\":", "\"alg\":\"none\",\"alg\":", StringComparison.Ordinal), _issuer.Claims()),
            "duplicate claim in disguise" =>
                _issuer.Sign(FakeIssuer.Header(), _issuer.Claims().Replace("\"sub\":", "\"s\\u0075b\":\"root\",\"sub\":", StringComparison.Ordinal)),
            "broken unicode" => _issuer.Sign(FakeIssuer.Header(), _issuer.Claims().Replace("\"alice\"", "\"\\ud800\"", StringComparison.Ordinal)),
            "list of claims" => _issuer.Sign(FakeIssuer.Header(), $"[{_issuer.Claims()}]"),
            "padding" => token + "==",
            "bits left over" => token[..^1] + NextLetter(token[^1]),
            "giant" => _issuer.Issue(new { more = new string('x', 13_000) }),
            "words" => "let-me-in",
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
        };
    }

    private string Hmac()
    {
        var text = $"{FakeIssuer.Encode("""{"alg":"HS256","typ":"JWT","kid":"rsa"}""")}.{FakeIssuer.Encode(_issuer.Claims())}";
        var key = Encoding.UTF8.GetBytes(((RSA)_issuer.Keys["rsa"]).ExportSubjectPublicKeyInfoPem());
        return $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(text)))}";
    }

    /// <summary>A token that brings the key it is signed with, and says where more of it are.</summary>
    private string OwnKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(false).Q;
        var header = new JsonObject
        {
            ["alg"] = "ES256",
            ["kid"] = "ec",
            ["jwk"] = new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y) },
            ["jku"] = "http://127.0.0.1:1/keys",
        };
        var text = $"{FakeIssuer.Encode(header.ToJsonString())}.{FakeIssuer.Encode(_issuer.Claims())}";
        return $"{text}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256))}";
    }

    /// <summary>64 bytes leave four bits of the last letter unused: the next letter means the same bytes.</summary>
    private static char NextLetter(char letter)
    {
        const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return Letters[Letters.IndexOf(letter) + 1];
    }
}
