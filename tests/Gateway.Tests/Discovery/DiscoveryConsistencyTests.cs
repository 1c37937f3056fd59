using Gateway.Tests.Settings;

namespace Gateway.Tests.Discovery;

public class DiscoveryConsistencyTests
{
    [Theory]
    [InlineData("""{ "Source": "Etcd", "Prefix": "/a/" }""", "Upstreams:golang:Discovery:Addresses is empty; an address such as http://127.0.0.1:2379 is needed.")]
    [InlineData("""{ "Source": "Etcd", "Addresses": [ "http://127.0.0.1:2379" ] }""", "Upstreams:golang:Discovery:Prefix is empty; *")]
    [InlineData("""{ "Source": "Etcd", "Addresses": [ "127.0.0.1" ], "Prefix": "/a/" }""", "Upstreams:golang:Discovery:Addresses:0 is \"127.0.0.1\"; *")]
    [InlineData("""{ "Source": "Etcd", "Addresses": [ "http://me:hunter2@h" ], "Prefix": "/a/" }""", "Upstreams:golang:Discovery:Addresses:0 holds credentials; *")]
    [InlineData("""{ "Source": "Consul", "Addresses": [ "http://127.0.0.1:8500" ] }""", "Upstreams:golang:Discovery:Service is empty; *")]
    [InlineData("""{ "Source": "Consul", "Addresses": [ "http://127.0.0.1:8500" ], "Service": "a", "Scheme": "ftp" }""", "Upstreams:golang:Discovery:Scheme is \"ftp\"; http or https is needed.")]
    [InlineData("""{ "Source": "Consul", "Addresses": [ "http://127.0.0.1:8500" ], "Service": "a", "Path": "go" }""", "Upstreams:golang:Discovery:Path is \"go\"; *")]
    [InlineData("""{ "Source": "Dns", "Interval": "00:00:00" }""", "Upstreams:golang:Discovery:Interval is *")]
    [InlineData("""{ "Source": "Etcd", "Addresses": [ "http://h:1" ], "Prefix": "/a/", "Username": "me" }""", "Upstreams:golang:Discovery needs a Username and a PasswordFile*")]
    public void A_source_that_cannot_be_asked_stops_the_start(string discovery, string fault)
    {
        using var folder = new SettingsFolder
        {
            ["appsettings.json"] = SettingsFolder.Least,
            ["appsettings.Production.json"] = $$"""{ "Upstreams": { "golang": { "Discovery": {{discovery}} } } }""",
        };
        folder.Environment["DOTNET_ENVIRONMENT"] = "Production";

        folder.Faults().Should().ContainSingle().Which.Should().Match(fault);
    }

    [Fact]
    public void Secrets_are_found_however_the_name_of_the_cluster_is_spelt()
    {
        using var folder = new SettingsFolder { ["appsettings.json"] = SettingsFolder.Least, ["token"] = "a-token" };
        folder["appsettings.Production.json"] = $$"""
            { "Upstreams": { "GoLang": { "TokenFile": "{{folder.PathOf("token")}}", "Discovery": {
              "Source": "Consul", "Addresses": [ "http://127.0.0.1:8500" ], "Service": "a", "TokenFile": "{{folder.PathOf("token")}}" } } } }
            """;
        folder.Environment["DOTNET_ENVIRONMENT"] = "Production";

        var secrets = folder.Read().Secrets;

        secrets.FindCredentials("golang")!.Parameter.Should().Be("a-token");
        secrets.FindDiscovery("golang").Token.Should().Be("a-token");
    }
}
