using System.Text;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Checksums;

/// <summary>What the go command gets that has its own checks switched off, where the gateway enforces them.</summary>
[Collection<RealPeers>]
public sealed class CarelessGoTests(Peers peers)
{
    private static readonly EndToEnd.ModuleVersion Honest = new("github.com/pkg/errors", "v0.9.1");
    private static readonly EndToEnd.ModuleVersion Toolbox = new(MadeModules.Toolbox, "v1.1.0");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a changed zip", "Refuse", "is not what it should be")]
    [InlineData("a changed go.mod", "Refuse", "bad gave h1:")]
    [InlineData("a forged signature", "Refuse", "sent a tree head that it has not signed")]
    [InlineData("a wrong tree", "Refuse", "does not stand at")]
    [InlineData("a database that is down", "Refuse", "could not be asked")]
    [InlineData("a database that is down", "Serve", "")]
    [InlineData("a slow first look-up", "Refuse", "")]
    [InlineData("nothing wrong", "Refuse", "")]
    public async Task It_gets_what_is_right_and_reads_why_it_gets_nothing_else(string lie, string onFailure, string printed)
    {
        await using var bed = await ChecksumBed.StartAsync(peers, "Enforce", change: settings => settings.Set("Checksums:OnFailure", onFailure).Set("Checksums:Patience", "00:05:00"));
        using var go = bed.CarelessGo();
        var slow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Tell(bed, lie, slow.Task);

        var asking = go.RunAsync(Cancellation, "mod", "download", Honest.ToString());
        if (lie == "a slow first look-up")
        {
            await Caching.Eventually.TrueAsync(() => bed.Bad.AskedFor(".mod") == 1 && bed.Database.Asked.Count > 0, "the record is asked for", Cancellation);
            asking.IsCompleted.Should().BeFalse();
            slow.SetResult();
        }

        var output = await asking;
        output.ExitCode.Should().Be(printed.Length > 0 ? 1 : 0, output.Error);
        output.Error.Contains(printed, StringComparison.Ordinal).Should().BeTrue(output.Error);
        go.Downloaded.Should().BeEquivalentTo(printed.Length > 0 ? [] : new[] { Honest.ToString() });
        go.LookedUp.Should().BeEmpty("it checks nothing itself");
    }

    [Fact]
    public async Task It_gets_nothing_more_when_the_database_takes_records_back()
    {
        await using var before = await ChecksumDatabase.StartAsync([peers.Truth, peers.Tree], Cancellation, "one key");
        await using var after = await ChecksumDatabase.StartAsync([peers.Truth, peers.Tree], Cancellation, "one key");
        await using var bed = await ChecksumBed.StartAsync(peers, "Enforce", change: settings => settings.Set("Checksums:OnFailure", "Refuse"), database: before);
        using var go = bed.CarelessGo();
        (await go.RunAsync(Cancellation, "mod", "download", Honest.ToString(), Toolbox.ToString())).Succeeded();

        bed.Database.Target = after.Address;
        var output = await go.RunAsync(Cancellation, "mod", "download", MadeModules.UpperCase.ToString());

        output.ExitCode.Should().Be(1);
        output.Error.Should().Contain("has signed two histories");
        go.Downloaded.Should().BeEquivalentTo(Honest.ToString(), Toolbox.ToString());
    }

    private static void Tell(ChecksumBed bed, string lie, Task slow)
    {
        static bool IsLookUp(string path) => path.StartsWith("lookup/", StringComparison.Ordinal);
        switch (lie)
        {
            case "a changed zip":
                bed.Bad.Change = static (path, body) => path.EndsWith(".zip", StringComparison.Ordinal) ? Corruption.OfContent(body) : body;
                break;
            case "a changed go.mod":
                bed.Bad.Change = static (path, body) => path.EndsWith(".mod", StringComparison.Ordinal) ? [.. body, .. Encoding.UTF8.GetBytes("\nrequire evil.example/x v1.0.0\n")] : body;
                break;
            case "a forged signature":
                bed.Database.Change = static (path, body) => IsLookUp(path) ? [.. body[..^8], (byte)(body[^8] == 'A' ? 'B' : 'A'), .. body[^7..]] : body;
                break;
            case "a wrong tree":
                bed.Database.Change = static (path, body) => IsLookUp(path) ? body : [.. body.Select(one => (byte)~one)];
                break;
            case "a database that is down":
                bed.Database.Target = new Uri("http://127.0.0.1:1/");
                break;
            case "a slow first look-up":
                bed.Database.Hold = path => IsLookUp(path) ? slow : Task.CompletedTask;
                break;
        }
    }
}
