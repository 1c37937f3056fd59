using Gateway.Tests.Settings;

namespace Gateway.Tests.Access;

public class TokensConsistencyTests
{
    [Theory]
    [InlineData("""{ "Listeners": { "A": { "Url": "http://127.0.0.1:1", "Clients": "Token" } } }""", "Listeners:A:Clients is Token and there are no tokens; name an issuer in Tokens:Issuers or a file in Tokens:StaticFile.")]
    [InlineData("""{ "Tokens": { "Issuers": [ { "Audiences": [ "a" ] } ] } }""", "Tokens:Issuers:0:Authority is \"\"; an address such as https://idp.corp.example/ is needed.")]
    [InlineData("""{ "Tokens": { "Issuers": [ { "Authority": "http://idp.example", "Audiences": [ "a" ] } ] } }""", "Tokens:Issuers:0:Authority is \"http://idp.example\"; over http anybody on the way could put in keys of his own, so https is needed.")]
    [InlineData("""{ "Tokens": { "Issuers": [ { "Authority": "https://idp.example/?x", "Audiences": [ "a" ] } ] } }""", "Tokens:Issuers:0:Authority is \"https://idp.example/?x\"; an address without user, query and fragment is needed.")]
    [InlineData("""{ "Tokens": { "Issuers": [ { "Authority": "https://idp.example" } ] } }""", "Tokens:Issuers:0:Audiences is empty; without an audience*")]
    [InlineData("""{ "Tokens": { "Issuers": [ { "Authority": "https://idp.example", "Audiences": [ "" ] } ] } }""", "Tokens:Issuers:0:Audiences has an empty one; without an audience*")]
    [InlineData("""{ "Tokens": { "Issuers": [ { "Authority": "https://idp.example", "Audiences": [ "a" ], "Algorithms": [ "HS256" ] } ] } }""", "Tokens:Issuers:0:Algorithms has \"HS256\"; RS256, *are allowed. Did you mean RS256?")]
    [InlineData("""{ "Tokens": { "Issuers": [ { "Authority": "https://idp.example", "Audiences": [ "a" ], "Algorithms": [ "none" ] } ] } }""", "Tokens:Issuers:0:Algorithms has \"none\"; *")]
    [InlineData("""{ "Tokens": { "Issuers": [ { "Authority": "https://idp.example", "Audiences": [ "a" ], "SubjectClaim": "" } ] } }""", "Tokens:Issuers:0:SubjectClaim is empty; the name of a claim is needed.")]
    [InlineData("""{ "Tokens": { "Issuers": [ { "Authority": "https://i.example", "Audiences": [ "a" ] }, { "Authority": "https://i.example", "Audiences": [ "b" ] } ] } }""", "Tokens:Issuers has https://i.example more than once; put its audiences into one item.")]
    [InlineData("""{ "Tokens": { "Issuers": [ { "Authority": "https://i.example", "Audiences": [ "a" ], "Authorities": "nowhere.pem" } ] } }""", "Tokens:Issuers:0:Authorities, */nowhere.pem, cannot be read*")]
    [InlineData("""{ "Tokens": { "StaticFile": "nowhere" } }""", "Tokens:StaticFile, */nowhere, cannot be read*")]
    [InlineData("""{ "Tokens": { "LongestWait": "00:02:00" } }""", "Tokens:LongestWait is \"00:02:00\"; 00:00:00.1000000 to 00:01:00.")]
    public void A_wrong_setting_stops_the_start_in_words(string site, string fault)
    {
        using var folder = new SettingsFolder { ["appsettings.json"] = SettingsFolder.Least, ["appsettings.Site.json"] = site };
        folder.Environment["DOTNET_ENVIRONMENT"] = "Site";

        folder.Faults().Should().ContainMatch(fault);
    }
}
