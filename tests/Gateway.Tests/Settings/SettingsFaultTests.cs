using Gateway.Settings;

namespace Gateway.Tests.Settings;

public class SettingsFaultTests
{
    [Fact]
    public void Every_fault_is_told_at_once()
    {
        using var folder = new SettingsFolder
        {
            ["appsettings.json"] = """
                {
                  "Listners": {},
                  "Failover": { "MaxAttempts": "many", "FirstByteTimeout": "10", "MaxResumes": 99 },
                  "Modules": { "Routes": [ { "Name": "a", "Modules": [ "*" ], "Clusters": [ "golagn" ], "NotFound": "Maybe" } ] },
                  "ReverseProxy": { "Clusters": { "golang": { "Destinations": { "a": { "Address": "proxy" } } } } }
                }
                """,
        };

        folder.Faults().Should().BeEquivalentTo(
            "Listners is no setting. Did you mean Listeners?",
            "Failover:MaxAttempts is \"many\"; a whole number is needed.",
            "Failover:FirstByteTimeout is \"10\"; a duration such as 00:00:30 (hours:minutes:seconds) is needed.",
            "Failover:MaxResumes is \"99\"; 0 to 20.",
            "Modules:Routes:0:NotFound is \"Maybe\"; one of Final, Next is needed.",
            "Modules:Routes:0:Clusters has \"golagn\", which ReverseProxy:Clusters does not name (golang). Did you mean golang?",
            "ReverseProxy:Clusters:golang:Destinations:a:Address is \"proxy\"; an address such as https://proxy.golang.org/ is needed.");
    }

    [Theory]
    [InlineData("""{ "Gateway": { "Name": "two words" } }""", "Gateway:Name is \"two words\"; letters, digits, dots and dashes are needed, at most 63.")]
    [InlineData("""{ "Listeners": { "Ops": { "Url": "http://127.0.0.1:9090" } } }""", "Listeners names no listener for modules*")]
    [InlineData("""{ "Listeners": { "Plain": { "Url": "ftp://127.0.0.1:1" } } }""", "Listeners:Plain:Url is \"ftp://127.0.0.1:1\"; an address such as*")]
    [InlineData("""{ "Listeners": { "Plain": { "Url": "https://127.0.0.1:1", "Key": "k" } } }""", "Listeners:Plain:Certificate is not set and Listeners:Plain:Url is \"https://127.0.0.1:1\"*")]
    [InlineData("""{ "Listeners": { "Plain": { "Url": "https://127.0.0.1:1", "Certificate": "c" } } }""", "Listeners:Plain:Key is not set and*")]
    [InlineData("""{ "Listeners": { "Plain": { "Url": "https://127.0.0.1:1", "Certificate": "nowhere.pem", "Key": "nowhere.key" } } }""", "Listeners:Plain:Certificate, */nowhere.pem, cannot be read*")]
    [InlineData("""{ "Listeners": { "Plain": { "Url": "http://127.0.0.1:1", "Certificate": "c", "Key": "k" } } }""", "Listeners:Plain has a Certificate, a Key or Certificates and*write https:// or remove them.")]
    [InlineData("""{ "Listeners": { "Plain": { "Url": "http://127.0.0.1:1", "Clients": "Certificate" } } }""", "Listeners:Plain:Clients is Certificate and*certificates are shown over https only.")]
    [InlineData("""{ "Listeners": { "Plain": { "Url": "https://127.0.0.1:1", "Clients": "CertificateAndToken" } } }""", "Listeners:Plain:Clients is CertificateAndToken and ClientCertificates:Authorities is not set*")]
    [InlineData("""{ "Listeners": { "Plain": { "Url": "http://127.0.0.1:1", "ProxyProtocol": "Required" } } }""", "Listeners:Plain:ProxyProtocol is Required and TrustedProxies is empty*")]
    [InlineData("""{ "Listeners": { "Plain": { "Url": "http://127.0.0.1:1" }, "Ops": { "Url": "http://127.0.0.1:9", "ProxyProtocol": "Required" } }, "TrustedProxies": [ "127.0.0.0/8" ] }""", "Listeners:Ops:ProxyProtocol is Required; *")]
    [InlineData("""{ "TrustedProxies": [ "10.0.0.1" ] }""", "TrustedProxies has \"10.0.0.1\"; a network such as 10.0.0.0/8 or 10.0.0.5/32 is needed.")]
    [InlineData("""{ "TrustedProxies": [ "0.0.0.0/0" ] }""", "TrustedProxies has \"0.0.0.0/0\", which is everybody*")]
    [InlineData("""{ "ClientCertificates": { "Authorities": "nowhere" } }""", "ClientCertificates:Authorities, */nowhere, cannot be read*")]
    [InlineData("""{ "ClientCertificates": { "Revocations": "crl" } }""", "ClientCertificates:Revocations is \"crl\" and ClientCertificates:Authorities is not set*")]
    [InlineData("""{ "ClientCertificates": { "MaximumDepth": 0 } }""", "ClientCertificates:MaximumDepth is \"0\"; 1 to 10.")]
    [InlineData("""{ "Listeners": { "A": { "Url": "http://127.0.0.1:1" }, "B": { "Url": "http://127.0.0.1:1" } } }""", "Listeners A and B share 127.0.0.1:1.")]
    [InlineData("""{ "Listeners": { "A": { "Url": "http://127.0.0.1:1", "PathPrefixes": [ "go" ] } } }""", "Listeners:A:PathPrefixes has \"go\"*")]
    [InlineData("""{ "Listeners": { "A": { "Url": "http://127.0.0.1:1", "Clients": "Everybody" } } }""", "Listeners:A:Clients is \"Everybody\"; one of Anonymous, Certificate, Token, CertificateOrToken, CertificateAndToken is needed.")]
    [InlineData("""{ "Modules": { "Private": [ "corp.example/[" ] } }""", "Modules:Private has \"corp.example/[\", which *")]
    [InlineData("""{ "Modules": { "ChecksumDatabases": { "SUM": { "Clusters": [ "golang" ] } } } }""", "Modules:ChecksumDatabases has \"SUM\"*")]
    [InlineData("""{ "Modules": { "Routes": [] } }""", "Modules:Routes is empty: no module would be served.")]
    [InlineData("""{ "Modules": { "Routes": [ { "Name": "r", "Modules": [ "*" ], "Clusters": [ "golang" ], "Versions": ">=banana" } ] } }""", "Modules:Routes:0:Versions is \">=banana\"*")]
    [InlineData("""{ "Modules": { "Routes": [ { "Name": "r", "Modules": [ "*" ], "Clusters": [ "golang" ], "Networks": [ "10/8/8" ] } ] } }""", "Modules:Routes:0:Networks has \"10/8/8\"*")]
    [InlineData("""{ "Upstreams": { "golnag": {} } }""", "Upstreams:golnag names no cluster of ReverseProxy:Clusters. Did you mean golang?")]
    [InlineData("""{ "Upstreams": { "golang": { "Password": "hunter2" } } }""", "Upstreams:golang:Password is no setting. Did you mean PasswordFile?")]
    [InlineData("""{ "Upstreams": { "golang": { "Username": "edge" } } }""", "Upstreams:golang has a Username and no password*")]
    [InlineData("""{ "Upstreams": { "golang": { "PasswordFile": "nowhere" } } }""", "Upstreams:golang:PasswordFile, */nowhere, cannot be read*")]
    [InlineData("""{ "Upstreams": { "golang": { "TokenVariable": "GATEWAY_TEST_NOT_SET" } } }""", "Upstreams:golang:TokenVariable, GATEWAY_TEST_NOT_SET, is empty.")]
    [InlineData("""{ "Limits": { "Caller": { "KilobytesPerSecond": 64 } } }""", "Limits:Caller:KilobytesPerSecond is \"64\"; 128 to 100000000.")]
    [InlineData("""{ "Limits": { "MaximumWait": "00:11:00" } }""", "Limits:MaximumWait is \"00:11:00\"; 00:00:00 to 00:10:00.")]
    [InlineData("""{ "Limits": { "Failures": { "FirstDelay": "00:01:00" } } }""", "Limits:Failures:FirstDelay, 00:01:00, is longer than Limits:Failures:LongestDelay, 00:00:30.")]
    [InlineData("""{ "Limits": { "Connections": { "Most": 10, "MostPerAddress": 11 } } }""", "Limits:Connections:MostPerAddress is 11 and would never hold*")]
    [InlineData("""{ "PassThrough": { "LargestBodyMegabytes": 0 } }""", "PassThrough:LargestBodyMegabytes is \"0\"; 1 to 65536.")]
    [InlineData("""{ "ReverseProxy": { "Routes": { "r": { "ClusterId": "golnag", "Match": { "Path": "/x" } } } } }""", "ReverseProxy:Routes:r:ClusterId is \"golnag\"; one of golang is needed. Did you mean golang?")]
    [InlineData("""{ "ReverseProxy": { "Routes": { "r": { "ClusterId": "golang", "Match": { "Path": "/x" } } } } }""", "ReverseProxy:Routes:r:ClusterId is \"golang\", which is Public; *set Upstreams:golang:Trust to Internal or remove the route.")]
    [InlineData("""{ "ReverseProxy": { "Routes": { "r": { "ClusterId": "golang", "Match": { "Path": "/x/{" } } } } }""", "ReverseProxy:Routes:r: *")]
    [InlineData("""{ "ReverseProxy": { "Routes": { "r": { "ClusterId": "golang", "Math": {} } } } }""", "ReverseProxy:Routes:r:Math is not in YARP's schema. Did you mean Match?")]
    [InlineData("""{ "ReverseProxy": { "Routes": { "r": { "ClusterId": "golang", "Match": { "Path": "/x" }, "Transforms": [ { "PathSett": "/y" } ] } } } }""", "ReverseProxy:Routes:r: *PathSett*")]
    [InlineData("""{ "ReverseProxy": { "Routes": { "r": { "ClusterId": "golang", "Match": { "Path": "/x" }, "AuthorizationPolicy": "anonymous" } } } }""", "ReverseProxy:Routes:r:AuthorizationPolicy is \"anonymous\"; who may do what is said in Access:Rules, so remove it.")]
    [InlineData("""{ "ReverseProxy": { "Routes": { "r": { "ClusterId": "golang", "Match": { "Path": "/x" }, "CorsPolicy": "any" } } } }""", "ReverseProxy:Routes:r:CorsPolicy is \"any\"; *")]
    [InlineData("""{ "ReverseProxy": { "Routes": { "r": { "ClusterId": "golang", "Match": { "Path": "/x" }, "RateLimiterPolicy": "any" } } } }""", "ReverseProxy:Routes:r:RateLimiterPolicy is \"any\"; *")]
    [InlineData("""{ "ReverseProxy": { "Routes": { "r": { "ClusterId": "golang", "Match": { "Path": "/x" }, "Timeout": "00:00:10" } } } }""", "ReverseProxy:Routes:r:Timeout is \"00:00:10\"; *")]
    [InlineData("""{ "ReverseProxy": { "Routes": { "r": { "ClusterId": "golang", "Match": { "Path": "/x" }, "MaxRequestBodySize": -1 } } } }""", "ReverseProxy:Routes:r:MaxRequestBodySize is -1; 0 to PassThrough:LargestBodyMegabytes, 536870912 bytes.")]
    [InlineData("""{ "ReverseProxy": { "Clusters": { "golang": { "Destinatons": {} } } } }""", "ReverseProxy:Clusters:golang:Destinatons is not in YARP's schema. Did you mean Destinations?")]
    [InlineData("""{ "ReverseProxy": { "Clusters": { "golang": { "LoadBalancingPolicy": "Best", "Destinations": { "a": { "Address": "http://a/" } } } } } }""", "ReverseProxy:Clusters:golang:LoadBalancingPolicy is \"Best\"; one of*")]
    [InlineData("""{ "ReverseProxy": { "Clusters": { "golang": { "Destinations": { "a": { "Address": "http://a/", "Host": "http://nexus" } } } } } }""", "ReverseProxy:Clusters:golang:Destinations:a:Host is \"http://nexus\"; a name such as*")]
    [InlineData("""{ "ReverseProxy": { "Clusters": { "golang": { "Destinations": { "a": { "Address": "http://a/", "Host": "me:secret@nexus" } } } } } }""", "ReverseProxy:Clusters:golang:Destinations:a:Host is \"…\"; a name such as*")]
    [InlineData("""{ "ReverseProxy": { "Clusters": { "golang": { "HttpRequest": { "ActivityTimeout": "soon" }, "Destinations": { "a": { "Address": "http://a/" } } } } } }""", "ReverseProxy:Clusters:golang: *soon*")]
    [InlineData("""{ "ReverseProxy": { "Clusters": { "golang": { "SessionAffinity": { "Enabled": true, "AffinityKeyName": "k" }, "Destinations": { "a": { "Address": "http://a/" } } } } } }""", "ReverseProxy:Clusters:golang:SessionAffinity is enabled*")]
    [InlineData("""{ "ReverseProxy": { "Clusters": { "golang": { "HealthCheck": { "Passive": { "Enabled": true } }, "Destinations": { "a": { "Address": "http://a/" } } } } } }""", "ReverseProxy:Clusters:golang:HealthCheck:Passive is enabled*")]
    [InlineData("""{ "ReverseProxy": { "Clusters": { "golang": { "HttpClient": { "DangerousAcceptAnyServerCertificate": true }, "Destinations": { "a": { "Address": "http://a/" } } } } } }""", "*DangerousAcceptAnyServerCertificate is true; name the authority in Upstreams:golang:Authorities instead.")]
    public void A_wrong_value_is_told_with_its_key_and_the_remedy(string site, string fault)
    {
        using var folder = new SettingsFolder { ["appsettings.json"] = SettingsFolder.Least, ["appsettings.Site.json"] = site };
        folder.Environment["DOTNET_ENVIRONMENT"] = "Site";

        folder.Faults().Should().ContainMatch(fault);
    }

    [Theory]
    [InlineData("", "*appsettings.json is empty; an object of settings is needed.")]
    [InlineData("{}", "*appsettings.json is empty; an object of settings is needed.")]
    [InlineData("[]", "*appsettings.json is empty; an object of settings is needed.")]
    [InlineData("{ \"Failover\": ", "*appsettings.json is not JSON: line 1, byte *")]
    [InlineData("{ \"Failover\": {}, \"Failover\": {} }", "*appsettings.json is not JSON: *")]
    public void A_file_that_cannot_be_read_is_the_only_fault(string content, string fault)
    {
        using var folder = new SettingsFolder { ["appsettings.json"] = content };

        folder.Faults().Should().ContainSingle().Which.Should().Match(fault);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        using var folder = new SettingsFolder();

        folder.Faults().Should().Equal($"{folder.PathOf("appsettings.json")} is missing.");
    }

    [Fact]
    public void An_unknown_argument_is_refused()
    {
        using var folder = new SettingsFolder { ["appsettings.json"] = SettingsFolder.Least };

        folder.Faults("--urls=http://*:80", "serve").Should().Equal(
            "--urls=http://*:80 is no argument. Allowed: --settings=FOLDER and --Section:Key=value.",
            "serve is no argument. Allowed: --settings=FOLDER and --Section:Key=value.");
    }

    [Fact]
    public void No_fault_shows_a_secret()
    {
        using var folder = new SettingsFolder
        {
            ["secret"] = "hunter2\nhunter3",
            ["appsettings.json"] = SettingsFolder.Least.Replace("https://proxy.example.org/", "https://edge:hunter2@proxy.example.org/", StringComparison.Ordinal),
        };
        folder["appsettings.Site.json"] = $$"""{ "Upstreams": { "golang": { "Username": "edge", "PasswordFile": "{{folder.PathOf("secret")}}", "Token": "hunter2" } } }""";
        folder.Environment["DOTNET_ENVIRONMENT"] = "Site";

        folder.Faults().Should().HaveCount(3).And.OnlyContain(fault => !fault.Contains("hunter"));
    }

    [Fact]
    public void The_shipped_settings_are_right()
    {
        var shipped = Path.Combine(AppContext.BaseDirectory, "appsettings");

        var reading = SettingsReader.Read(SettingsSources.Find([$"--settings={shipped}"], new Dictionary<string, string>()));

        reading.Settings.Listeners.Should().HaveCount(2).And.OnlyContain(listener => listener.Value.Url.StartsWith("http://127.0.0.1:"));
        reading.Clusters.Select(cluster => cluster.ClusterId).Should().Equal("golang", "sumdb");
    }
}
