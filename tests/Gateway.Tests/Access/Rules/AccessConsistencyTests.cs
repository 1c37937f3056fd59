using Gateway.Access.Rules;
using Gateway.Tests.Settings;

namespace Gateway.Tests.Access.Rules;

public class AccessConsistencyTests
{
    [Theory]
    [InlineData("""{ "Effect": "Allow" }""", "Access:Rules:0:Id is \"\"; a name of letters*")]
    [InlineData("""{ "Id": "default", "Effect": "Allow" }""", "Access:Rules:0:Id is \"default\"*")]
    [InlineData("""{ "Id": "a b", "Effect": "Allow" }""", "Access:Rules:0:Id is \"a b\"*")]
    [InlineData("""{ "Id": "r" }""", "Access:Rules:0:Effect is missing; Allow or Deny is needed.")]
    [InlineData("""{ "Id": "r", "Effect": "Permit" }""", "Access:Rules:0:Effect is \"Permit\"; one of Allow, Deny is needed.")]
    [InlineData("""{ "Id": "r", "Effect": "Allow", "Who": [ "groups:dev" ] }""", "Access:Rules:0:Who has \"groups:dev\", which begins with none of *. Did you mean group?")]
    [InlineData("""{ "Id": "r", "Effect": "Allow", "Who": [ "group:" ] }""", "Access:Rules:0:Who has \"group:\", which has no value; write group:VALUE.")]
    [InlineData("""{ "Id": "r", "Effect": "Allow", "Who": [ "anyone:else" ] }""", "Access:Rules:0:Who has \"anyone:else\", which has a value, where none belongs.")]
    [InlineData("""{ "Id": "r", "Effect": "Allow", "Who": [ "network:10/8/8" ] }""", "Access:Rules:0:Who has \"network:10/8/8\", which is no network such as network:10.0.0.0/8.")]
    [InlineData("""{ "Id": "r", "Effect": "Allow", "Who": [ "listener:Plian" ] }""", "Access:Rules:0:Who has \"Plian\", which Listeners does not name (Plain). Did you mean Plain?")]
    [InlineData("""{ "Id": "r", "Effect": "Allow", "Listeners": [ "Ops" ] }""", "Access:Rules:0:Listeners has \"Ops\", which Listeners does not name (Plain).*")]
    [InlineData("""{ "Id": "r", "Effect": "Allow", "Routes": [ "al" ] }""", "Access:Rules:0:Routes has \"al\", which Modules:Routes does not name (all). Did you mean all?")]
    [InlineData("""{ "Id": "r", "Effect": "Allow", "Hosts": [ "go.corp.example:443" ] }""", "Access:Rules:0:Hosts has \"go.corp.example:443\"; a host name without port*")]
    [InlineData("""{ "Id": "r", "Effect": "Allow", "Networks": [ "x" ] }""", "Access:Rules:0:Networks has \"x\"; a network such as 10.0.0.0/8 is needed.")]
    [InlineData("""{ "Id": "r", "Effect": "Allow", "Modules": [ "https://example.org" ] }""", "Access:Rules:0:Modules has \"https://example.org\", which *scheme.")]
    [InlineData("""{ "Id": "r", "Effect": "Allow", "Paths": [ "/a*" ] }""", "Access:Rules:0:Paths has \"/a*\", which has a ? that is not the end of it, behind a slash.")]
    [InlineData("""{ "Id": "r", "Effect": "Allow", "Paths": [ "/a/../b" ] }""", "Access:Rules:0:Paths has \"/a/../b\", which is no path such as*")]
    [InlineData("""{ "Id": "r", "Effect": "Allow", "Kinds": [ "ChecksumTile" ] }""", "Access:Rules:0:Kinds has \"ChecksumTile\"; one of List, Latest, Info, Mod, Zip, ChecksumLookup is needed.")]
    [InlineData("""{ "Id": "r", "Effect": "Allow", "Versions": ">banana" }""", "Access:Rules:0:Versions is \">banana\"*")]
    [InlineData("""{ "Id": "r", "Effect": "Allow", "MinimumAge": "3" }""", "Access:Rules:0:MinimumAge is \"3\"; a duration*")]
    [InlineData("""{ "Id": "r", "Effect": "Deny", "Reason": "two\nlines" }""", "Access:Rules:0:Reason has 9 characters; one line*")]
    [InlineData("""{ "Id": "r", "Effect": "Allow", "Paths": [ "/a" ], "Versions": "v1.0.0" }""", "Access:Rules:0 has Paths and no Modules; *")]
    [InlineData("""{ "Id": "r", "Effect": "Allow", "Modules": [ "*" ], "Actions": [ "Publish" ] }""", "Access:Rules:0:Actions is Publish alone*")]
    [InlineData("""{ "Id": "r", "Effect": "Allow", "Webhook": { "Url": "validator" } }""", "Access:Rules:0:Webhook:Url is no address*")]
    [InlineData("""{ "Id": "r", "Effect": "Allow", "Webhook": { "Url": "https://a:b@c/" } }""", "Access:Rules:0:Webhook:Url is no address*")]
    [InlineData("""{ "Id": "r", "Effect": "Deny", "Webhook": { "Url": "https://c/" } }""", "Access:Rules:0:Webhook:Url is set and Effect is Deny; *")]
    [InlineData("""{ "Id": "r", "Effect": "Allow", "Webhook": { "Url": "http://c.example/", "HearsPrivateModules": true } }""", "Access:Rules:0:Webhook:HearsPrivateModules is true and *http://c.example; *")]
    [InlineData("""{ "Id": "r", "Effect": "Deny", "Licenses": { "Deny": [ "Apach-2.0" ] } }""", "Access:Rules:0:Licenses:Deny has \"Apach-2.0\"; an SPDX id such as Apache-2.0, *. Did you mean Apache-2.0?")]
    [InlineData("""{ "Id": "r", "Effect": "Deny", "Licenses": { "Allow": [ "Proprietary*" ] } }""", "Access:Rules:0:Licenses:Allow has \"Proprietary*\"; an SPDX id*")]
    [InlineData("""{ "Id": "r", "Effect": "Deny", "Licenses": { "WarnOnly": true } }""", "Access:Rules:0:Licenses has neither Allow nor Deny; *")]
    [InlineData("""{ "Id": "r", "Effect": "Allow", "Licenses": { "Allow": [ "MIT" ] } }""", "Access:Rules:0:Licenses makes a rule be about licences alone; Effect is Deny there*")]
    [InlineData("""{ "Id": "r", "Effect": "Deny", "Kinds": [ "Info" ], "Licenses": { "Allow": [ "MIT" ] } }""", "Access:Rules:0:Licenses is set and Kinds is Info; *")]
    [InlineData("""{ "Id": "r", "Effect": "Deny", "Licenses": { "Allow": [ "MIT" ], "Exemptions": [ { "Ids": [ "GPL" ], "Until": "2027-01-31" } ] } }""", "Access:Rules:0:Licenses:Exemptions:0:Ids has \"GPL\"; a licence such as AGPL-3.0 is needed.")]
    [InlineData("""{ "Id": "r", "Effect": "Deny", "Licenses": { "Allow": [ "MIT" ], "Exemptions": [ {} ] } }""", "Access:Rules:0:Licenses:Exemptions:0:Until is \"\"; its last day*")]
    [InlineData("""{ "Id": "r", "Effect": "Deny", "Advisories": { "Feed": "og" } }""", "Access:Rules:0:Advisories:Feed is \"og\", which Advisories does not name (go). Did you mean go?")]
    [InlineData("""{ "Id": "r", "Effect": "Deny", "Advisories": { "WarnOnly": true } }""", "Access:Rules:0:Advisories:Feed is missing; the name of a feed*")]
    [InlineData("""{ "Id": "r", "Effect": "Allow", "Advisories": { "Feed": "go" } }""", "Access:Rules:0:Advisories makes a rule be about vulnerable versions alone; Effect is Deny*")]
    [InlineData("""{ "Id": "r", "Effect": "Deny", "MinimumAge": "01:00:00", "Advisories": { "Feed": "go" } }""", "Access:Rules:0:Advisories makes a rule*MinimumAge in a rule of its own.")]
    [InlineData("""{ "Id": "r", "Effect": "Deny", "Advisories": { "Feed": "go", "Exemptions": [ { "Ids": [ "GO 1" ], "Until": "2027-01-31" } ] } }""", "Access:Rules:0:Advisories:Exemptions:0:Ids has \"GO 1\"; the name of an advisory*")]
    [InlineData("""{ "Id": "r", "Effect": "Deny", "Advisories": { "Feed": "go", "Exemptions": [ { "Ids": [ "GO-1" ] } ] } }""", "Access:Rules:0:Advisories:Exemptions:0:Until is \"\"; its last day, such as 2027-01-31, is needed.")]
    [InlineData("""{ "Id": "r", "Effect": "Deny", "Advisories": { "Feed": "go", "Exemptions": [ { "Who": [ "grp:x" ], "Until": "31.1.2027" } ] } }""", "Access:Rules:0:Advisories:Exemptions:0:Who has \"grp:x\", which begins with none of*")]
    [InlineData("""{ "Id": "r", "Effect": "Deny", "MinimumAge": "01:00:00", "FixesOf": "og" }""", "Access:Rules:0:FixesOf is \"og\", which Advisories does not name (go). Did you mean go?")]
    [InlineData("""{ "Id": "r", "Effect": "Deny", "FixesOf": "go" }""", "Access:Rules:0:FixesOf is set and MinimumAge is not; *")]
    public void A_wrong_rule_is_told_in_a_sentence(string rule, string fault) => Faults($$"""{ "Rules": [ {{rule}} ] }""").Should().ContainMatch(fault);

    [Fact]
    public void An_id_is_given_once_and_a_contact_is_one_line()
    {
        Faults("""{ "Contact": "a\nb", "Rules": [ { "Id": "r", "Effect": "Allow" }, { "Id": "R", "Effect": "Deny" } ] }""")
            .Should().Contain("Access:Rules has 2 rules with the Id r.").And.ContainMatch("Access:Contact has 3 characters*");
    }

    [Theory]
    [InlineData("""{ "Modules": [ "corp.example" ] }""", true)]
    [InlineData("""{ "Modules": [ "corp.example/open" ], "Who": [ "anyone" ] }""", true)]
    [InlineData("""{ "Modules": [ "example.org", "*.corp.example" ], "Who": [ "group:dev", "host:guests" ] }""", true)]
    [InlineData("""{ "Modules": [ "corp.*" ], "Networks": [ "10.0.0.0/8", "0.0.0.0/0" ] }""", true)]
    [InlineData("""{ "Modules": [ "corp.example" ], "Who": [ "listener:Ed*" ] }""", true)]
    [InlineData("""{ "Modules": [ "corp.example" ], "Who": [ "network:::/0" ] }""", true)]
    [InlineData("""{ "Modules": [ "corp.example" ], "Who": [ "group:dev", "identified" ] }""", false)]
    [InlineData("""{ "Modules": [ "corp.example" ], "Networks": [ "10.0.0.0/8" ] }""", false)]
    [InlineData("""{ "Modules": [ "corp.example" ], "Who": [ "network:10.0.0.0/8" ] }""", false)]
    [InlineData("""{ "Modules": [ "corp.example" ], "Listeners": [ "Plain" ] }""", false)]
    [InlineData("""{ "Modules": [ "corp.example" ], "Effect": "Deny" }""", false)]
    [InlineData("""{ "Modules": [ "*" ] }""", false)]
    [InlineData("""{ "Modules": [ "example.org" ] }""", false)]
    public void A_rule_that_gives_private_modules_to_anybody_beyond_this_machine_stops_the_start(string rule, bool stops)
    {
        var written = rule.Contains("Effect") ? rule : rule.Replace("{ \"Modules", "{ \"Effect\": \"Allow\", \"Modules");
        var access = $$"""{ "Rules": [ {{written.Replace("{ ", "{ \"Id\": \"r\", ")}} ] }""";
        const string Open = """{ "Plain": { "Url": "http://127.0.0.1:0" }, "Edge": { "Url": "http://0.0.0.0:0" } }""";

        Faults(access, Open).Should().HaveCount(stops ? 1 : 0);
        Faults(access, Open.Replace("\"http://0.0.0.0:0\"", "\"http://127.0.0.2:0\"")).Should().BeEmpty();
        Faults(access, Open.Replace("\"http://0.0.0.0:0\"", "\"http://0.0.0.0:0\", \"Clients\": \"Token\"")).Where(fault => fault.Contains("private")).Should().BeEmpty();
        if (stops)
        {
            Faults(access, Open).Should().ContainMatch("Access:Rules:0 (r) would give private modules (*) to anybody who reaches Listeners:Edge, http://0.0.0.0:0, *");
        }
    }

    [Theory]
    [InlineData("""{ "Effect": "Deny" }""", """{ "Effect": "Allow", "Modules": [ "*" ] }""", true)]
    [InlineData("""{ "Effect": "Allow", "Modules": [ "example.org" ] }""", """{ "Effect": "Deny", "Modules": [ "example.org/x" ], "Who": [ "group:x" ] }""", true)]
    [InlineData("""{ "Effect": "Allow", "Modules": [ "*.example.org" ], "Who": [ "identified" ] }""", """{ "Effect": "Deny", "Modules": [ "a.example.org/x" ], "Who": [ "group:x" ] }""", true)]
    [InlineData("""{ "Effect": "Allow", "Modules": [ "example.org" ], "MinimumAge": "1.00:00:00" }""", """{ "Effect": "Allow", "Modules": [ "example.org" ] }""", true)]
    [InlineData("""{ "Effect": "Deny", "Modules": [ "example.org" ], "MinimumAge": "1.00:00:00" }""", """{ "Effect": "Allow", "Modules": [ "example.org" ] }""", false)]
    [InlineData("""{ "Effect": "Deny", "Advisories": {"Feed": "go"} }""", """{ "Effect": "Allow", "Modules": [ "example.org" ] }""", false)]
    [InlineData("""{ "Effect": "Allow", "Modules": [ "*" ] }""", """{ "Effect": "Allow", "Modules": [ "corp.example" ] }""", false)]
    [InlineData("""{ "Effect": "Allow", "Modules": [ "example.org" ], "Versions": "<v2" }""", """{ "Effect": "Deny", "Modules": [ "example.org" ] }""", false)]
    [InlineData("""{ "Effect": "Allow", "Modules": [ "example.org/x" ] }""", """{ "Effect": "Deny", "Modules": [ "example.org" ] }""", false)]
    [InlineData("""{ "Effect": "Allow", "Modules": [ "example.org" ], "Networks": [ "10.0.0.0/8" ] }""", """{ "Effect": "Deny", "Modules": [ "example.org" ] }""", false)]
    [InlineData("""{ "Effect": "Allow", "Paths": [ "/a/*" ] }""", """{ "Effect": "Allow", "Paths": [ "/a/b" ] }""", true)]
    [InlineData("""{ "Effect": "Allow", "Paths": [ "/a/*" ] }""", """{ "Effect": "Allow", "Paths": [ "/a/b" ], "Actions": [ "Publish" ] }""", false)]
    public void A_rule_that_an_earlier_one_covers_is_found(string earlier, string later, bool isCovered)
    {
        var rules = new RulesBed($$"""{ "Rules": [ {{earlier.Replace("{ ", "{ \"Id\": \"first\", ")}}, {{later.Replace("{ ", "{ \"Id\": \"second\", ")}} ] }""").Settings.Access.Rules;

        RuleCover.Find(rules).Should().HaveCount(isCovered ? 1 : 0);
    }

    private static IReadOnlyList<string> Faults(string access, string listeners = """{ "Plain": { "Url": "http://127.0.0.1:0" } }""")
    {
        using var folder = new SettingsFolder
        {
            ["appsettings.json"] = SettingsFolder.Least.Replace("\"Modules\": {", $$"""
                "Access": {{access}}, "Advisories": { "go": { "Source": "https://vuln.go.dev/" } }, "Listeners": {{listeners}}, "Modules": { "Private": [ "corp.example", "*.corp.example" ],
                """),
        };
        try
        {
            folder.Read();
            return [];
        }
        catch (Gateway.Settings.SettingsException wrong)
        {
            return wrong.Faults;
        }
    }
}
