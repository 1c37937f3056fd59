namespace Gateway.Tests.EndToEnd;

/// <summary>What the real go command does with a GOPROXY, which a derived class names: whatever it is, nothing may differ.</summary>
public abstract class GoCommandTests(Peers peers)
{
    public static TheoryData<string> Releases => [GoRelease.Oldest, GoRelease.Newest];

    /// <summary>The value of GOPROXY that is tested.</summary>
    protected abstract string Proxy { get; }

    private protected Peers Peers => peers;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_whole_graph_is_downloaded(string release)
    {
        using var go = new GoCommand(release, Proxy);
        go.Write("go.mod", MainModule.Requiring([.. DebianModules.Newest, MadeModules.Legacy, MadeModules.UpperCase, MadeModules.Greet]));

        (await go.RunAsync(Cancellation, "mod", "download")).Succeeded();

        go.Downloaded.Should().Contain(DebianModules.Newest.Select(module => module.ToString()))
            .And.Contain([MadeModules.Legacy.ToString(), MadeModules.UpperCase.ToString(), MadeModules.Greet.ToString()])
            .And.Contain("example.org/toolbox@v1.1.0", "greet requires it");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task All_versions_are_listed(string release)
    {
        using var go = new GoCommand(release, Proxy);

        var list = (await go.RunAsync(Cancellation, "list", "-m", "-versions",
            "github.com/stretchr/testify", MadeModules.Toolbox, MadeModules.UpperCase.Path, MadeModules.Legacy.Path)).Succeeded();

        list.Lines.Should().Equal(
            "github.com/stretchr/testify v1.4.0 v1.7.0 v1.8.0 v1.8.1",
            "example.org/toolbox v1.0.0 v1.1.0 v1.2.0-rc.1",
            "example.org/Shouting/GoLang v0.9.0 v1.0.0-RC.1",
            "example.org/legacy v1.0.0 v2.0.0+incompatible v2.1.0+incompatible");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Updates_are_found(string release)
    {
        using var go = new GoCommand(release, Proxy);
        go.Write("go.mod", MainModule.Requiring(
            [new("github.com/stretchr/testify", "v1.8.0"), new(MadeModules.Toolbox, "v1.0.0"), new(MadeModules.UpperCase.Path, "v0.9.0")]));

        var list = (await go.RunAsync(Cancellation, "list", "-m", "-u", "all")).Succeeded();

        list.Lines.Should().Contain(
            ["github.com/stretchr/testify v1.8.0 [v1.8.1]", "example.org/toolbox v1.0.0 [v1.1.0]", "github.com/davecgh/go-spew v1.1.1"]);
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task The_module_around_a_package_is_found(string release)
    {
        using var go = new GoCommand(release, Proxy);

        (await go.RunAsync(Cancellation, "get", "example.org/toolbox/text/wrap@latest")).Succeeded();

        go.Read("go.mod").Should().Contain("example.org/toolbox v1.1.0");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_branch_is_resolved(string release)
    {
        using var go = new GoCommand(release, Proxy);

        (await go.RunAsync(Cancellation, "get", $"{MadeModules.Toolbox}@master")).Succeeded();

        go.Read("go.mod").Should().Contain($"{MadeModules.Toolbox} {MadeModules.ToolboxMaster.Version}");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_command_is_installed(string release)
    {
        using var go = new GoCommand(release, Proxy);

        (await go.RunAsync(Cancellation, "install", $"{MadeModules.Greet.Path}@latest")).Succeeded();

        (await go.RunInstalledAsync("greet", Cancellation)).Succeeded().Text.Should().Be("hello: from toolbox v1.1.0\n");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_module_that_nobody_has_is_not_found(string release)
    {
        using var go = new GoCommand(release, Proxy);

        var output = await go.RunAsync(Cancellation, "get", "example.org/nowhere@v1.0.0");

        output.ExitCode.Should().Be(1);
        output.Error.Should().Contain("404 Not Found");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Checksums_are_verified_through_the_proxy(string release)
    {
        using var go = new GoCommand(release, Proxy);
        go.Environment["GOSUMDB"] = Peers.Database.Key;
        go.Write("go.mod", MainModule.Requiring([new("github.com/spf13/cobra", "v1.6.1"), MadeModules.UpperCase, MadeModules.Legacy]));

        (await go.RunAsync(Cancellation, "mod", "download")).Succeeded();

        go.LookedUp.Should().Contain(["github.com/spf13/cobra@v1.6.1", MadeModules.UpperCase.ToString(), MadeModules.Legacy.ToString()]);
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_changed_zip_fails_with_a_checksum_error(string release)
    {
        using var go = new GoCommand(release, Proxy);
        go.Environment["GOSUMDB"] = Peers.Database.Key;

        var output = await go.RunAsync(Cancellation, "mod", "download", MadeModules.Tampered.ToString());

        output.ExitCode.Should().Be(1);
        output.Error.Should().Contain("checksum mismatch").And.Contain("SECURITY ERROR");
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_private_module_is_fetched_and_the_checksum_database_does_not_hear_of_it(string release)
    {
        using var go = new GoCommand(release, Proxy);
        go.Environment["GOSUMDB"] = Peers.Database.Key;
        go.Environment["GONOSUMDB"] = "corp.example";

        (await go.RunAsync(Cancellation, "get", MadeModules.Private.ToString(), "github.com/pkg/errors@v0.9.1")).Succeeded();

        go.Downloaded.Should().Contain(MadeModules.Private.ToString());
        go.LookedUp.Should().Equal("github.com/pkg/errors@v0.9.1");
    }

    [Fact]
    public async Task A_toolchain_is_downloaded_verified_and_run()
    {
        using var go = new GoCommand(GoRelease.Newest, Proxy);
        go.Environment["GOSUMDB"] = Peers.Database.Key;
        go.Environment["GOTOOLCHAIN"] = "go1.99.0";

        (await go.RunAsync(Cancellation, "version")).Succeeded().Text.Should().Be("a made toolchain: version\n");

        go.LookedUp.Should().Equal(MadeModules.Toolchain.ToString());
    }
}
