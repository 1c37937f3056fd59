namespace Gateway.Tests.Settings;

public class SettingsMergeTests
{
    [Fact]
    public void An_operators_one_listener_is_the_only_listener()
    {
        using var folder = new SettingsFolder
        {
            ["appsettings.json"] = SettingsFolder.Least.Replace("\"Modules\": {", """
                "Listeners": { "Plain": { "Url": "http://127.0.0.1:8080" }, "Ops": { "Url": "http://127.0.0.1:9090" } }, "Modules": {
                """, StringComparison.Ordinal),
            ["appsettings.Site.json"] = """{ "Listeners": { "Mine": { "Url": "http://127.0.0.1:7070" } } }""",
        };
        folder.Environment["DOTNET_ENVIRONMENT"] = "Site";

        folder.Read().Settings.Listeners.Keys.Should().Equal("Mine");
    }

    [Fact]
    public void Lists_come_whole_from_the_last_file_and_single_values_merge_by_key()
    {
        using var folder = new SettingsFolder
        {
            ["appsettings.json"] = SettingsFolder.Least.Replace("\"Modules\": {", """
                "Failover": { "MaxAttempts": 9, "MaxResumes": 7 }, "Modules": { "Private": [ "a.example", "b.example" ],
                """, StringComparison.Ordinal),
            ["appsettings.Site.json"] = """{ "failover": { "maxattempts": 4 }, "Modules": { "Private": [ "c.example" ] } }""",
        };
        folder.Environment["ASPNETCORE_ENVIRONMENT"] = "Site";

        var settings = folder.Read().Settings;

        settings.Modules.Private.Should().Equal("c.example");
        settings.Modules.Routes.Should().ContainSingle("a section is merged by key, so the routes of the lower file stay");
        (settings.Failover.MaxAttempts, settings.Failover.MaxResumes).Should().Be((4, 7));
    }

    [Fact]
    public void Without_files_of_their_own_defaults_come_from_the_code()
    {
        using var folder = new SettingsFolder { ["appsettings.json"] = SettingsFolder.Least };

        var settings = folder.Read().Settings;

        settings.Listeners.Select(listener => listener.Value.Url).Should().Equal("http://127.0.0.1:8080", "http://127.0.0.1:9090");
        settings.Gateway.Name.Should().Be("edge");
    }

    [Fact]
    public void The_environment_and_the_command_line_change_fields_of_what_exists()
    {
        using var folder = new SettingsFolder { ["appsettings.json"] = SettingsFolder.Least };
        folder.Environment["Failover__MaxAttempts"] = "3";
        folder.Environment["Failover__MaxResumes"] = "1";
        folder.Environment["ReverseProxy__Clusters__golang__Destinations__a__Address"] = "https://other.example.org/";
        folder.Environment["Modules__Routes__0__NotFound"] = "Next";

        var reading = folder.Read("--Failover:MaxResumes=2");

        (reading.Settings.Failover.MaxAttempts, reading.Settings.Failover.MaxResumes).Should().Be((3, 2));
        reading.Clusters.Single().Destinations!["a"].Address.Should().Be("https://other.example.org/");
        reading.Settings.Modules.Routes.Single().NotFound.ToString().Should().Be("Next");
    }

    [Theory]
    [InlineData("Upstreams__golnag__Kind", "Upstreams__golnag__Kind: no settings file names golnag. Did you mean golang?")]
    [InlineData("Modules__Routes__1__NotFound", "Modules__Routes__1__NotFound: there is no item 1, the list has 1.")]
    [InlineData("Failover__MaxAtempts", "Failover__MaxAtempts: MaxAtempts is no setting. Did you mean MaxAttempts?")]
    [InlineData("Failover__MaxAttempts__More", "Failover__MaxAttempts__More: More is below a single value.")]
    public void A_variable_that_leads_nowhere_is_refused(string variable, string fault)
    {
        using var folder = new SettingsFolder
        {
            ["appsettings.json"] = SettingsFolder.Least.Replace("\"Modules\": {", """
                "Upstreams": { "golang": { "Kind": "ProxyGolangOrg" } }, "Failover": { "MaxAttempts": 2 }, "Modules": {
                """, StringComparison.Ordinal),
        };
        folder.Environment[variable] = "5";

        folder.Faults().Should().Contain(fault);
    }

    [Fact]
    public void A_variable_of_others_is_left_alone()
    {
        using var folder = new SettingsFolder { ["appsettings.json"] = SettingsFolder.Least };
        folder.Environment["GATEWAY_PORT"] = "tcp://10.0.0.1:80";
        folder.Environment["Other__Thing"] = "x";

        folder.Read().Settings.Gateway.Name.Should().Be("edge");
    }
}
