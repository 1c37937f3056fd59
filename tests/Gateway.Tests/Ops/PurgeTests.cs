using Gateway.Lab.Modules;
using Gateway.Lab.Origins.Faults;
using Gateway.Tests.Caching;
using Gateway.Tests.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Ops;

/// <summary>What an operator can purge, and who is no operator.</summary>
public class PurgeTests
{
    [Theory]
    [InlineData("/example.org/hello", OperatedBed.List, OperatedBed.Mod, OperatedBed.OldMod)]
    [InlineData("/example.org/hello@v1.1.0", OperatedBed.Mod)]
    [InlineData("/example.org/Azure/Storage", OperatedBed.Storage)]
    [InlineData("/example.org/Azure/Storage@v1.2.0", OperatedBed.Storage)]
    [InlineData("/example.org/hello/...", OperatedBed.List, OperatedBed.Mod, OperatedBed.OldMod)]
    [InlineData("/example.org/Azure/...", OperatedBed.Storage)]
    [InlineData("/example.org/...", OperatedBed.List, OperatedBed.Mod, OperatedBed.OldMod, OperatedBed.Text, OperatedBed.Storage)]
    [InlineData("/example.org/*", OperatedBed.List, OperatedBed.Mod, OperatedBed.OldMod, OperatedBed.Text, OperatedBed.Storage)]
    [InlineData("/*.org/hell%3F", OperatedBed.List, OperatedBed.Mod, OperatedBed.OldMod)]
    [InlineData("/e*/[g-t]*/...", OperatedBed.List, OperatedBed.Mod, OperatedBed.OldMod, OperatedBed.Text)]
    [InlineData("/*", OperatedBed.List, OperatedBed.Mod, OperatedBed.OldMod, OperatedBed.Text, OperatedBed.Storage, OperatedBed.Toolchain)]
    [InlineData("/*.example.org")]
    [InlineData("/sumdb/sum.golang.org")]
    [InlineData("/example.org/hell/...")]
    [InlineData("/example.org/hell")]
    [InlineData("", OperatedBed.List, OperatedBed.Mod, OperatedBed.OldMod, OperatedBed.Text, OperatedBed.Storage, OperatedBed.Toolchain)]
    public async Task What_is_purged_is_asked_for_again_and_nothing_else_is(string what, params string[] purged)
    {
        await using var bed = await OperatedBed.StartAsync();
        await bed.FillAsync();

        var (status, text) = await bed.PurgeAsync(what);

        (status, text).Should().Be((200, $$"""{"memory":{{purged.Length}},"redis":0,"complete":true,"shared":true}"""));
        (await bed.AskedAgainAsync()).Should().BeEquivalentTo(purged);
        (await bed.AskedAgainAsync()).Should().BeEmpty("it is kept again");
    }

    [Fact]
    public async Task A_purged_404_is_believed_no_longer()
    {
        await using var bed = await OperatedBed.StartAsync();
        (await bed.Bed.GetAsync(CacheTestBed.Missing)).Status.Should().Be(404);
        bed.Bed.Origin.Library.Publish(new LabModule { Path = "example.org/hello", Version = "v1.9.0" });

        await bed.PurgeAsync("/example.org/hello@v1.9.0");

        (await bed.Bed.GetAsync(CacheTestBed.Missing)).Status.Should().Be(200);
    }

    [Fact]
    public async Task A_fetch_that_was_under_way_brings_nothing_purged_back()
    {
        await using var bed = await OperatedBed.StartAsync();
        bed.Bed.Origin.Fault = Fault.Silence;
        var early = bed.Bed.GetAsync(OperatedBed.List);
        await bed.Bed.Origin.HoldsAsync(1, TestContext.Current.CancellationToken);

        await bed.PurgeAsync("/example.org/hello");
        bed.Bed.Origin.Heal();

        (await early).Status.Should().Be(200);
        (await bed.Bed.GetAsync(OperatedBed.List)).CacheStatus.Should().StartWith("gateway; fwd=miss");
    }

    [Fact]
    public async Task A_purge_is_one_line_in_the_log()
    {
        await using var bed = await OperatedBed.StartAsync();
        using var log = new ReloadLog();
        bed.Bed.Gateway.App.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        await bed.FillAsync();

        await bed.PurgeAsync("/example.org/hello");
        await bed.PurgeAsync("");

        log.Of(9001).Select(line => line.Text).Should().Equal(
            "Purged example.org/hello: 3 answers left memory, 0 left Redis.",
            "Purged everything: 3 answers left memory, 0 left Redis.");
    }

    [Theory]
    [InlineData("X-Gateway", "", 403, "forbidden: a request that changes something needs the header X-Gateway: 1\n")]
    [InlineData("X-Gateway", "yes", 403, "forbidden: *")]
    [InlineData("Content-Type", "", 415, "unsupported media type: *needs Content-Type: application/json\n")]
    [InlineData("Content-Type", "text/plain", 415, "unsupported media type: *")]
    [InlineData("Sec-Fetch-Site", "cross-site", 403, "forbidden: pages of other sites*")]
    [InlineData("Sec-Fetch-Site", "same-site", 403, "forbidden: pages of other sites*")]
    [InlineData("Origin", "http://evil.example", 403, "forbidden: pages of other sites*")]
    [InlineData("Origin", "http://127.0.0.1:1", 403, "forbidden: pages of other sites*")]
    [InlineData("Origin", "null", 403, "forbidden: pages of other sites*")]
    [InlineData("Host", "evil.example", 421, "this listener answers to localhost*")]
    public async Task A_call_that_no_operator_makes_purges_nothing(string header, string value, int status, string text)
    {
        await using var bed = await OperatedBed.StartAsync();
        await bed.FillAsync();

        var refusal = await bed.PurgeAsync("", (header, value));

        refusal.Status.Should().Be(status);
        refusal.Text.Should().Match(text);
        (await bed.AskedAgainAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task The_listeners_own_page_and_a_person_may_purge()
    {
        await using var bed = await OperatedBed.StartAsync();

        var own = await bed.PurgeAsync("", ("Sec-Fetch-Site", "same-origin"), ("Origin", bed.Ops.GetLeftPart(UriPartial.Authority)));
        var person = await bed.PurgeAsync("", ("Sec-Fetch-Site", "none"), ("Content-Type", "application/json; charset=utf-8"));

        (own.Status, person.Status).Should().Be((200, 200));
    }

    [Theory]
    [InlineData("/", "bad request: \"\" is empty*")]
    [InlineData("/hello", "bad request: \"hello\" has no dot in its first element*")]
    [InlineData("/example.org/!hello", "bad request: \"example.org/!hello\" has the character '!'; write a module as in its go.mod*")]
    [InlineData("/example.org/hello/", "bad request: \"example.org/hello/\" has an empty element*")]
    [InlineData("/example.org/hello@", "bad request: \"\" is no version*")]
    [InlineData("/...", "bad request: *")]
    [InlineData("/example.org/[a", "bad request: \"example.org/[a\" is malformed*")]
    [InlineData("/example.org/*@v1.0.0", "bad request: \"example.org/*@v1.0.0\" is one pattern for modules*")]
    [InlineData("/example.org/*,b.example", "bad request: *it has no comma*")]
    [InlineData("/sumdb/", "bad request: \"\" is no name of a checksum database*")]
    [InlineData("/sumdb/sum.golang.org/lookup", "bad request: \"sum.golang.org/lookup\" is no name*")]
    [InlineData("/hello/...", "bad request: \"hello\" has no dot in its first element*")]
    public async Task What_names_no_module_is_refused_in_words(string what, string text)
    {
        await using var bed = await OperatedBed.StartAsync();
        await bed.FillAsync();

        var refusal = await bed.PurgeAsync(what);

        refusal.Status.Should().Be(400);
        refusal.Text.Should().Match(text);
        (await bed.AskedAgainAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Only_the_operators_listener_purges_and_only_by_DELETE()
    {
        await using var bed = await OperatedBed.StartAsync();
        await bed.FillAsync();
        using var get = new HttpRequestMessage(HttpMethod.Get, "api/cache");
        using var post = new HttpRequestMessage(HttpMethod.Post, "api/cache");
        using var delete = new HttpRequestMessage(HttpMethod.Delete, new Uri(bed.Bed.Gateway.AddressOf("Plain"), "api/cache"));

        (await bed.SendAsync(get)).Status.Should().Be(200, "it shows what is kept");
        (await bed.SendAsync(post)).Status.Should().Be(405);
        (await bed.SendAsync(delete)).Status.Should().Be(405);
        (await bed.AskedAgainAsync()).Should().BeEmpty();
    }
}
