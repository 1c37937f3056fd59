using System.Net;
using Gateway.Tests.Caching;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Relay;

/// <summary>Where the relay's tokens come from, and when it asks for another one.</summary>
public class RelayTokenTests
{
    private const string Mod = "/example.org/hello/@v/v1.0.0.mod";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_file_that_is_replaced_is_used_at_the_next_request()
    {
        await using var bed = await RelayBed.StartEdgeAsync();
        await bed.RelayAsync("--token-file", bed.Write("token", "first"));

        await bed.Client.GetStringAsync(Mod, Cancellation);
        bed.Write("token.new", "second\n");
        File.Move(bed.Folder["token.new"], bed.Folder["token"], overwrite: true);
        await bed.Client.GetStringAsync(Mod, Cancellation);

        bed.Edge.Asked.Select(asked => asked.Token).Should().Equal("first", "second");
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("two words", "is no token")]
    [InlineData("one\nX-Admin: 1", "is no token")]
    [InlineData("gehe\u00efm", "is no token")]
    public async Task What_is_no_token_is_shown_to_nobody(string content, string why)
    {
        await using var bed = await RelayBed.StartEdgeAsync();
        await bed.RelayAsync("--token-file", bed.Write("token", content));

        using var answer = await bed.Client.GetAsync(Mod, Cancellation);

        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        text.Should().StartWith("unauthorized: ").And.Contain(why);
        if (content.Length > 0)
        {
            text.Should().NotContain(content);
        }

        bed.Edge.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task A_token_file_that_is_missing_is_said_in_words_until_it_is_there()
    {
        await using var bed = await RelayBed.StartEdgeAsync();
        await bed.RelayAsync("--token-file", bed.Folder["token"]);

        using var answer = await bed.Client.GetAsync(Mod, Cancellation);
        (await answer.Content.ReadAsStringAsync(Cancellation)).Should().StartWith("unauthorized: the token file cannot be read: ");
        bed.Write("token", "there");

        (await bed.Client.GetStringAsync(Mod, Cancellation)).Should().Be("hello");
    }

    [Fact]
    public async Task A_command_is_run_once_for_as_long_as_its_token_holds()
    {
        await using var bed = await RelayBed.StartEdgeAsync();
        var time = new ManualTime();
        var token = RelayBed.Jwt("alice", time.GetUtcNow().AddHours(1));
        await bed.RelayAsync(plan => plan, time, "--token-command", $"echo run >>{bed.Folder["runs"]}; echo {token}");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => bed.Client.GetStringAsync(Mod, Cancellation)));
        Runs(bed).Should().Be(1);
        time.Move(TimeSpan.FromMinutes(61));
        await bed.Client.GetStringAsync(Mod, Cancellation);

        Runs(bed).Should().Be(2);
        bed.Edge.Asked.Should().OnlyContain(asked => asked.Token == token);
    }

    [Fact]
    public async Task A_token_that_is_refused_is_replaced_and_the_request_asked_again()
    {
        await using var bed = await RelayBed.StartEdgeAsync();
        await bed.RelayAsync(plan => plan, new HastyTime(), "--token-command", $"echo run >>{bed.Folder["runs"]}; cat {bed.Write("now", "first")}");
        bed.Edge.Answer = static context => context.Request.Headers.Authorization == "Bearer second" ? context.Response.WriteAsync("hello") : RefuseAsync(context);
        using (var refused = await bed.Client.GetAsync(Mod, Cancellation))
        {
            refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
            (await refused.Content.ReadAsStringAsync(Cancellation)).Should().Be("unauthorized: the token has expired\n", "there is no other");
        }

        bed.Write("now", "second");
        // The hasty clock is ten seconds further soon: a token just made is not asked for again.
        await Eventually.TrueAsync(async () => (await bed.Client.GetAsync(Mod, Cancellation)).IsSuccessStatusCode, "the new token is shown", Cancellation);
    }

    [Fact]
    public async Task A_token_that_is_refused_again_and_again_is_not_made_again_and_again()
    {
        await using var bed = await RelayBed.StartEdgeAsync();
        await bed.RelayAsync(plan => plan, new ManualTime(), "--token-command", $"echo run >>{bed.Folder["runs"]}; echo same");
        bed.Edge.Answer = RefuseAsync;

        foreach (var _ in Enumerable.Range(0, 5))
        {
            (await bed.Client.GetAsync(Mod, Cancellation)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        }

        Runs(bed).Should().Be(1);
        bed.Edge.Asked.Should().HaveCount(5, "nothing is asked twice with the same token");
    }

    [Theory]
    [InlineData("echo secret-token; exit 3", "the token command ended with exit code 3")]
    [InlineData("echo some secret-token", "what the token command printed is no token")]
    [InlineData("true", "what the token command printed is empty")]
    public async Task A_command_that_fails_is_said_without_what_it_printed(string command, string why)
    {
        await using var bed = await RelayBed.StartEdgeAsync();
        await bed.RelayAsync("--token-command", command);

        using var answer = await bed.Client.GetAsync(Mod, Cancellation);

        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await answer.Content.ReadAsStringAsync(Cancellation)).Should().StartWith($"unauthorized: {why}\n").And.NotContain("secret-token");
        bed.Edge.Asked.Should().BeEmpty();
    }

    private static int Runs(RelayBed bed) => File.ReadAllLines(bed.Folder["runs"]).Length;

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("unauthorized: the token has expired\n");
    }
}
