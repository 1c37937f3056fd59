using Gateway.Tests.Access.Licenses;

namespace Gateway.Tests.EndToEnd;

/// <summary>What the real go command prints of zips whose licence is refused.</summary>
public sealed class LicensesGoCommandTests
{
    public static TheoryData<string> Releases => [GoRelease.Oldest, GoRelease.Newest];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_refused_licence_is_named_with_module_file_and_rule_and_others_are_downloaded(string release)
    {
        await using var bed = await LicenseBed.StartAsync("""{ "Deny": [ "AGPL-*", "Unknown" ] }""");
        using var go = new GoCommand(release, bed.Gateway.GoProxy);

        foreach (var _ in new[] { "when it comes", "from what is kept" })
        {
            var denied = await go.RunAsync(Cancellation, "mod", "download", "example.org/affero@v1.0.0");

            denied.ExitCode.Should().Be(1);
            denied.Error.Should().Contain("403 Forbidden").And.Contain("rule \"licences\" denies example.org/affero@v1.0.0")
                .And.Contain("its licence is AGPL-3.0 (server/COPYING)").And.Contain("see go.corp.example/licences");
        }

        (await go.RunAsync(Cancellation, "mod", "download", "example.org/own@v1.0.0")).Error.Should().Contain("its licence is unknown: its text is none that is known (LICENSE)");
        (await go.RunAsync(Cancellation, "mod", "download", "example.org/free@v1.0.0")).Succeeded();
        go.Downloaded.Should().Equal("example.org/free@v1.0.0");
    }
}
