using System.Text.Json.Nodes;
using Gateway.Lab;
using Gateway.Lab.Certificates;
using Gateway.Tests.Caching;
using Gateway.Tests.EndToEnd;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Access;

/// <summary>Issuers that change their keys, are away, slow, or say what is not so.</summary>
public sealed class IssuerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_key_is_known_with_the_first_token_that_it_signs_and_the_old_one_no_longer()
    {
        await using var issuer = await FakeIssuer.StartAsync();
        await using var bed = await TokenBed.StartAsync(issuer.Settings(new { RefreshGap = "00:00:00.1" }));
        var old = issuer.Issue();
        (await bed.BearerAsync(old)).IsLetIn.Should().BeTrue();

        issuer.Rotate("ec", "ec2");
        await Eventually.TrueAsync(async () => (await bed.BearerAsync(issuer.Issue(key: "ec2"))).IsLetIn, "the new key is known", Cancellation);

        (await bed.BearerAsync(old)).Text.Should().StartWith("unauthorized: the token is signed with a key that its issuer does not name\n", "what was remembered is forgotten");
    }

    [Fact]
    public async Task A_clock_that_was_ahead_and_is_set_back_puts_no_new_key_off()
    {
        var time = new ManualTime();
        await using var issuer = await FakeIssuer.StartAsync(time);
        await using var bed = await TokenBed.StartAsync(issuer.Settings(), time: time);
        (await bed.BearerAsync(issuer.Issue())).IsLetIn.Should().BeTrue();

        time.Move(TimeSpan.FromHours(-1));
        issuer.Rotate("ec", "ec2");

        await Eventually.TrueAsync(async () => (await bed.BearerAsync(issuer.Issue(key: "ec2"))).IsLetIn, "the new key is known", Cancellation);
    }

    [Fact]
    public async Task Many_tokens_with_unknown_keys_make_one_request_to_the_issuer()
    {
        var time = new ManualTime();
        await using var issuer = await FakeIssuer.StartAsync(time);
        await using var bed = await TokenBed.StartAsync(issuer.Settings(), time: time);
        (await bed.BearerAsync(issuer.Issue())).IsLetIn.Should().BeTrue();
        var asked = issuer.Asked;
        time.Move(TimeSpan.FromSeconds(6));
        var strange = Enumerable.Range(0, 50).Select(number => issuer.Issue(header: new { kid = $"strange{number}" })).ToList();

        var replies = await Task.WhenAll(strange.Select(bed.BearerAsync));
        await Task.WhenAll(strange.Select(bed.BearerAsync));

        replies.Should().OnlyContain(reply => reply.Status == 401);
        issuer.Asked.Should().Be(asked + 1);
    }

    [Fact]
    public async Task Known_keys_stay_good_for_a_while_when_the_issuer_is_down()
    {
        var time = new ManualTime();
        await using var issuer = await FakeIssuer.StartAsync(time);
        await using var bed = await TokenBed.StartAsync(issuer.Settings(new { KeysLifetime = "02:00:00" }), time: time);
        (await bed.BearerAsync(issuer.Issue())).IsLetIn.Should().BeTrue();
        await issuer.StopAsync();

        time.Move(TimeSpan.FromMinutes(119));
        (await bed.BearerAsync(issuer.Issue())).IsLetIn.Should().BeTrue();
        time.Move(TimeSpan.FromMinutes(7));
        var late = await bed.BearerAsync(issuer.Issue());

        late.Status.Should().Be(503);
        late.Text.Should().StartWith($"unavailable: the keys of {issuer.Authority} are not known, so no token of it can be judged: Connection refused")
            .And.Contain("\nnothing is wrong with the token; try again\n");
        late.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(5));
        await issuer.StartAgainAsync();
        time.Move(TimeSpan.FromSeconds(31));
        await Eventually.TrueAsync(async () => (await bed.BearerAsync(issuer.Issue())).IsLetIn, "the issuer is heard again", Cancellation);
    }

    [Fact]
    public async Task An_issuer_that_was_never_reached_delays_no_start_and_fails_only_those_who_need_it()
    {
        await using var issuer = await FakeIssuer.StartAsync();
        await issuer.StopAsync();
        await using var strict = await TokenBed.StartAsync(issuer.Settings());
        await using var open = await TokenBed.StartAsync(issuer.Settings(), "Anonymous");

        (await strict.BearerAsync(issuer.Issue())).Status.Should().Be(503);
        (await strict.BearerAsync(null)).Status.Should().Be(401);
        (await strict.BearerAsync(issuer.Issue(new { iss = "https://evil.example" }))).Status.Should().Be(401);
        (await open.BearerAsync(issuer.Issue())).Status.Should().Be(404, "nobody has to be known there");
    }

    [Fact]
    public async Task A_silent_issuer_holds_a_request_no_longer_than_the_settings_say()
    {
        await using var issuer = await FakeIssuer.StartAsync();
        issuer.Trouble = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        await using var bed = await TokenBed.StartAsync(issuer.Settings(), change: settings => settings.Set("Tokens:LongestWait", "00:00:00.2"));

        var waiting = await bed.BearerAsync(issuer.Issue());
        issuer.Trouble = null;

        waiting.Status.Should().Be(503);
        waiting.Text.Should().Contain("it has not answered in time");
        await Eventually.TrueAsync(async () => (await bed.BearerAsync(issuer.Issue())).IsLetIn, "the issuer is heard", Cancellation);
    }

    [Theory]
    [InlineData("another name", "it calls itself https://other.example; Authority has to be exactly that")]
    [InlineData("a page", "its discovery document is no JSON object")]
    [InlineData("an error", "it answers /.well-known/openid-configuration with 500")]
    [InlineData("a redirect", "it answers /.well-known/openid-configuration with 302")]
    [InlineData("no keys", "it names no key for signatures")]
    [InlineData("keys over http", "names no address of keys (jwks_uri) that is as safe as its own")]
    public async Task What_is_no_issuer_is_told_in_words(string trouble, string words)
    {
        await using var issuer = await FakeIssuer.StartAsync();
        var token = issuer.Issue();
        issuer.CallsItself = trouble == "another name" ? "https://other.example" : null;
        issuer.Trouble = trouble switch
        {
            "a page" => static context => context.Response.WriteAsync("<html>sign in</html>"),
            "an error" => static context => Task.FromResult(context.Response.StatusCode = 500),
            "a redirect" => static context => Task.Run(() => context.Response.Redirect("https://elsewhere.example/")),
            "keys over http" => context => context.Response.WriteAsJsonAsync(new { issuer = issuer.Authority, jwks_uri = "http://keys.example/" }),
            _ => null,
        };
        if (trouble == "no keys")
        {
            issuer.Keys.Clear();
        }

        await using var bed = await TokenBed.StartAsync(issuer.Settings());
        var reply = await bed.BearerAsync(token);

        reply.Status.Should().Be(503);
        reply.Text.Should().Contain(words);
    }

    [Fact]
    public async Task An_issuer_is_believed_by_the_authorities_of_the_settings_alone()
    {
        using var authority = new LabAuthority();
        using var other = new LabAuthority();
        using var folder = new TemporaryFolder();
        await using var issuer = await FakeIssuer.StartAsync(certificate: authority.IssueServer());
        await using var right = await TokenBed.StartAsync(issuer.Settings(), change: With(folder["right.pem"], authority));
        await using var wrong = await TokenBed.StartAsync(issuer.Settings(), change: With(folder["wrong.pem"], other));

        (await right.BearerAsync(issuer.Issue())).IsLetIn.Should().BeTrue();
        (await wrong.BearerAsync(issuer.Issue())).Status.Should().Be(503);
    }

    [Fact]
    public async Task Settings_that_change_take_effect_on_tokens_that_are_remembered()
    {
        await using var issuer = await FakeIssuer.StartAsync();
        await using var bed = await TokenBed.StartAsync(issuer.Settings());
        var token = issuer.Issue();
        (await bed.BearerAsync(token)).IsLetIn.Should().BeTrue();
        var asked = issuer.Asked;

        var file = JsonNode.Parse(await File.ReadAllTextAsync(bed.Gateway.SettingsFile, Cancellation))!;
        file["Failover"]!["MaxAttempts"] = 5;
        (await bed.Gateway.ReloadAsync(file.ToJsonString())).Should().BeTrue();
        (await bed.BearerAsync(token)).IsLetIn.Should().BeTrue();
        issuer.Asked.Should().Be(asked, "an issuer that is named as before keeps its keys");
        file["Tokens"]!["Issuers"]![0]!["Audiences"] = new JsonArray("other");
        (await bed.Gateway.ReloadAsync(file.ToJsonString())).Should().BeTrue();

        (await bed.BearerAsync(token)).Text.Should().StartWith("unauthorized: the token is meant for somebody else (aud)\n");
    }

    private static Action<LabSettings> With(string file, LabAuthority authority)
    {
        File.WriteAllText(file, authority.Pem);
        return settings => settings.Json["Tokens"]!["Issuers"]![0]!["Authorities"] = file;
    }
}
