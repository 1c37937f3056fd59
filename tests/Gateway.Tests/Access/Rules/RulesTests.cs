using Gateway.Access.Rules;
using static Gateway.Tests.Access.Rules.RulesBed;

namespace Gateway.Tests.Access.Rules;

public class RulesTests
{
    private const string Local = "Plain@127.0.0.1";

    [Fact]
    public void The_first_rule_that_takes_a_request_decides()
    {
        var rules = new RulesBed("""
            { "Default": "Deny", "Rules": [
              { "Id": "no-evil", "Effect": "Deny", "Modules": [ "example.org/evil" ] },
              { "Id": "dev", "Effect": "Allow", "Who": [ "group:dev", "group:ops" ], "Modules": [ "example.org", "*.example.net" ] },
              { "Id": "zips", "Effect": "Allow", "Kinds": [ "Zip" ], "Modules": [ "example.com" ] } ] }
            """);

        rules.Ask("/example.org/x/@v/v1.0.0.zip", Token("ann", "dev")).Should().Be("200 dev");
        rules.Ask("/example.org/x/@v/v1.0.0.zip", Token("bob", "x", "ops")).Should().Be("200 dev");
        rules.Ask("/example.org/x/@v/v1.0.0.zip", Token("bob", "devs")).Should().Be("403 default");
        rules.Ask("/example.org/x/@v/v1.0.0.zip").Should().Be("403 default");
        rules.Ask("/example.org/evil/sub/@v/v1.0.0.zip", Token("ann", "dev")).Should().Be("403 no-evil");
        rules.Ask("/example.org/evilish/@v/v1.0.0.zip", Token("ann", "dev")).Should().Be("200 dev");
        rules.Ask("/git.example.net/x/@v/v1.0.0.zip", Token("ann", "dev")).Should().Be("200 dev");
        rules.Ask("/example.com/x/@v/v1.0.0.zip").Should().Be("200 zips");
        rules.Ask("/example.com/x/@v/v1.0.0.mod").Should().Be("403 default");
    }

    [Theory]
    [InlineData("anyone", true, true, true)]
    [InlineData("identified", false, true, true)]
    [InlineData("subject:ann", false, true, false)]
    [InlineData("subject:a*", false, true, false)]
    [InlineData("subject:spiffe://corp.example/*", false, false, true)]
    [InlineData("subject:*", false, true, true)]
    [InlineData("group:dev", false, true, false)]
    [InlineData("group:DEV", false, false, false)]
    [InlineData("group:team-*", false, true, false)]
    [InlineData("san:spiffe://corp.example/build", false, false, true)]
    [InlineData("san:spiffe://corp.example/BUILD", false, false, false)]
    [InlineData("san:*.BUILD.corp.example", false, false, true)]
    [InlineData("san:build.corp.example", false, false, false)]
    [InlineData("issuer:https://idp.corp.example/", false, true, false)]
    [InlineData("issuer:https://*", false, true, false)]
    [InlineData("listener:edge", true, true, true)]
    [InlineData("listener:plain", false, false, false)]
    [InlineData("host:*way", true, true, true)]
    [InlineData("host:other", false, false, false)]
    [InlineData("network:10.0.0.0/8", true, true, true)]
    [InlineData("network:11.0.0.0/8", false, false, false)]
    public void Who_asks_is_told_by_what_is_proved(string who, bool nobody, bool token, bool certificate)
    {
        var rules = new RulesBed($$"""{ "Default": "Deny", "Rules": [ { "Id": "r", "Effect": "Allow", "Who": [ "{{who}}" ], "Modules": [ "*" ] } ] }""".Replace("listener:plain", "listener:pl*n").Replace("listener:edge", "listener:edg*"));
        string Expected(bool takes) => takes ? "200 r" : "403 default";

        rules.Ask("/example.org/x/@v/v1.0.0.zip").Should().Be(Expected(nobody));
        rules.Ask("/example.org/x/@v/v1.0.0.zip", Token("ann", "dev", "team-x")).Should().Be(Expected(token));
        rules.Ask("/example.org/x/@v/v1.0.0.zip", Certificate("spiffe://corp.example/build", "a.build.corp.example")).Should().Be(Expected(certificate));
    }

    [Fact]
    public void Inside_a_list_one_is_enough_and_all_lists_must_hold()
    {
        var rules = new RulesBed("""
            { "Default": "Deny", "Rules": [ { "Id": "r", "Effect": "Allow", "Who": [ "group:dev", "group:ops" ], "Hosts": [ "go.corp.example", "*.go.corp.example" ],
              "Networks": [ "10.0.0.0/8", "2001:db8::/32" ], "Routes": [ "route1" ], "Modules": [ "*" ] } ] }
            """);
        var ann = Token("ann", "dev");

        rules.Ask("/example.org/x/@latest", ann, host: "GO.corp.example").Should().Be("200 r");
        rules.Ask("/example.org/x/@latest", ann, host: "a.go.corp.example", address: "2001:db8::1").Should().Be("200 r");
        rules.Ask("/example.org/x/@latest", ann, host: "a.go.corp.example", address: "::ffff:10.0.0.1").Should().Be("200 r");
        rules.Ask("/example.org/x/@latest", ann, host: "other").Should().Be("403 default");
        rules.Ask("/example.org/x/@latest", ann, host: "go.corp.example", address: "192.0.2.1").Should().Be("403 default");
        rules.Ask("/example.org/x/@latest", ann, host: "go.corp.example", route: "other").Should().Be("403 default");
        rules.Ask("/example.org/x/@latest", Token("bob"), host: "go.corp.example").Should().Be("403 default");
    }

    [Fact]
    public void A_private_module_is_given_to_nobody_in_particular_by_name_only()
    {
        var open = new RulesBed("{}");
        open.Ask("/corp.example/x/@v/v1.0.0.zip").Should().Be("403 private", "Default does not cover it");
        open.Ask("/corp.example/x/@v/v1.0.0.zip", Token("ann")).Should().Be("200 default");
        open.Ask("/corp.example/x/@v/v1.0.0.zip", Certificate("build")).Should().Be("200 default");
        open.Ask("/corp.example/x/@v/v1.0.0.zip", address: "127.0.0.1", listener: Local).Should().Be("200 default");
        open.Ask("/corp.example/x/@v/v1.0.0.zip", address: "10.1.2.3", listener: Local).Should().Be("403 private", "a proxy on this machine speaks for another one");
        open.Ask("/example.org/x/@v/v1.0.0.zip").Should().Be("200 default");

        foreach (var pattern in new[] { "\"*\"", "\"?*\"", "\"[a-z]*\"", "" })
        {
            var everything = new RulesBed($$"""{ "Rules": [ { "Id": "all", "Effect": "Allow", "Who": [ "anyone" ], "Modules": [ {{pattern}} ] } ] }""");
            everything.Ask("/corp.example/x/@v/v1.0.0.zip").Should().Be("403 private", pattern);
            everything.Ask("/corp.example/x/@v/v1.0.0.zip", Token("ann")).Should().Be("200 all");
        }

        var named = new RulesBed("""
            { "Rules": [ { "Id": "office", "Effect": "Allow", "Networks": [ "10.0.0.0/8" ], "Modules": [ "*", "corp.example/open" ] } ] }
            """);
        named.Ask("/corp.example/open/x/@v/v1.0.0.zip").Should().Be("200 office");
        named.Ask("/corp.example/open/x/@v/v1.0.0.zip", address: "192.0.2.1").Should().Be("403 private");
        named.Ask("/corp.example/x/@v/v1.0.0.zip").Should().Be("403 private");

        var closed = new RulesBed("""{ "Default": "Deny" }""");
        closed.Ask("/corp.example/x/@v/v1.0.0.zip", Token("ann")).Should().Be("403 default");
        closed.Ask("/corp.example/x/@v/v1.0.0.zip", address: "127.0.0.1", listener: Local).Should().Be("403 private");
    }

    [Fact]
    public void Go_may_look_above_what_it_may_have_and_is_refused_elsewhere()
    {
        var rules = new RulesBed("""
            { "Default": "Deny", "Rules": [ { "Id": "no-a", "Effect": "Deny", "Modules": [ "github.com/a" ], "Who": [ "group:x" ] },
              { "Id": "ab", "Effect": "Allow", "Modules": [ "github.com/a/b", "*.example.net/team/x" ] } ] }
            """);

        rules.Ask("/github.com/a/b/c/@v/list").Should().Be("200 ab");
        foreach (var probe in new[] { "/github.com/@v/list", "/github.com/a/@latest", "/github.com/a/@v/master.info", "/git.example.net/team/@v/list", "/git.example.net/@v/list" })
        {
            rules.Ask(probe).Should().Be("404 default", probe);
        }

        foreach (var other in new[] { "/github.com/z/@v/list", "/github.com/ab/@v/list", "/example.net/@v/list", "/github.com/a/@v/v1.0.0.info", "/github.com/a/@v/v1.0.0.mod", "/github.com/a/@v/v1.0.0.zip" })
        {
            rules.Ask(other).Should().Be("403 default", other);
        }

        rules.Ask("/github.com/a/b/@v/list", Token("bob", "x")).Should().Be("403 no-a");
    }

    [Fact]
    public void What_names_no_module_is_for_everybody_who_may_have_one()
    {
        var rules = new RulesBed("""
            { "Default": "Deny", "Rules": [ { "Id": "bad", "Effect": "Deny", "Networks": [ "192.0.2.0/24" ] },
              { "Id": "dev", "Effect": "Allow", "Who": [ "group:dev" ], "Modules": [ "example.org" ], "Kinds": [ "Zip", "Mod" ] } ] }
            """);
        foreach (var target in new[] { "/sumdb/sum.golang.org/supported", "/sumdb/sum.golang.org/latest", "/sumdb/sum.golang.org/tile/8/0/001" })
        {
            rules.Ask(target, Token("ann", "dev")).Should().Be("200 dev");
            rules.Ask(target).Should().Be("403 default");
            rules.Ask(target, Token("ann", "dev"), address: "192.0.2.1").Should().Be("403 bad");
        }
    }

    [Fact]
    public void Paths_are_denied_unless_a_rule_names_them_and_the_action()
    {
        var rules = new RulesBed("""
            { "Default": "Allow", "Rules": [ { "Id": "banned", "Effect": "Deny", "Who": [ "subject:eve" ] },
              { "Id": "ci", "Effect": "Allow", "Who": [ "group:ci" ], "Paths": [ "/repository/go-hosted/*" ], "Actions": [ "Publish" ] },
              { "Id": "ui", "Effect": "Allow", "Paths": [ "/repository/*", "/favicon.ico" ] },
              { "Id": "all", "Effect": "Allow", "Modules": [ "*" ], "Actions": [ "Read", "Publish" ] } ] }
            """);

        rules.AskPath("/repository/go-hosted/x", RuleAction.Publish, Token("bot", "ci")).Should().Be("200 ci");
        rules.AskPath("/repository/go-hosted/x", RuleAction.Publish).Should().Be("403 default");
        rules.AskPath("/repository/go-hosted/x", RuleAction.Read).Should().Be("200 ui");
        rules.AskPath("/repository/go-hosted/x", RuleAction.Read, Token("eve")).Should().Be("403 banned");
        rules.AskPath("/favicon.ico", RuleAction.Read).Should().Be("200 ui");
        rules.AskPath("/favicon.ico/x", RuleAction.Read).Should().Be("403 default");
        rules.AskPath("/repository", RuleAction.Read).Should().Be("403 default");
        foreach (var path in new[] { "/repository/../secret", "/repository//x", "/repository/%2e%2e/x", "/repository/a\\b", "/repository/./x", "/repository/x;y" })
        {
            rules.AskPath(path, RuleAction.Read).Should().Be("403 default", path);
        }
    }

    [Fact]
    public void Who_may_have_some_version_may_see_the_list_and_every_mod()
    {
        var rules = new RulesBed("""
            { "Default": "Deny", "Rules": [ { "Id": "cve", "Effect": "Deny", "Modules": [ "example.org/x" ], "Versions": "<v1.2.3" },
              { "Id": "v1", "Effect": "Allow", "Modules": [ "example.org" ], "Versions": "<v2" } ] }
            """);

        foreach (var target in new[] { "/example.org/x/@v/list", "/example.org/x/@latest", "/example.org/x/@v/v1.0.0.mod", "/example.org/x/@v/v2.0.0+incompatible.mod", "/sumdb/sum.golang.org/lookup/example.org/x@v1.0.0" })
        {
            rules.Ask(target).Should().Be("200 v1", target);
        }

        rules.Ask("/example.com/x/@v/list").Should().Be("403 default");
    }

    [Fact]
    public void What_is_remembered_of_one_caller_is_not_told_another()
    {
        var rules = new RulesBed("""{ "Default": "Deny", "Rules": [ { "Id": "dev", "Effect": "Allow", "Who": [ "group:dev" ], "Modules": [ "*" ] } ] }""");
        var (ann, eve) = (Token("ann", "dev"), Token("ann"));

        for (var again = 0; again < 3; again++)
        {
            rules.Ask("/example.org/x/@latest", ann).Should().Be("200 dev");
            rules.Ask("/example.org/x/@latest", eve).Should().Be("403 default");
            rules.Ask("/example.org/x/@latest").Should().Be("403 default");
        }

        rules.Find("/example.org/x/@latest", ann).Should().BeSameAs(rules.Find("/example.org/x/@latest", ann));
    }
}
