using System.Net;
using Gateway.Auditing;
using Gateway.Lab;
using Gateway.Lab.Origins;
using Gateway.Tests.Caching;

namespace Gateway.Tests.Auditing;

/// <summary>A file that was put away and is damaged keeps nobody from recording, and nobody is told that nothing is missing.</summary>
public class AuditDamageTests
{
    private const int Damaged = 1;

    [Theory]
    [InlineData("zeros")]
    [InlineData("empty")]
    [InlineData("cut")]
    [InlineData("endless")]
    public async Task Behind_a_damaged_archive_a_new_chain_begins_that_shows_what_is_missing(string damage)
    {
        using var bed = new AuditBed();
        var archives = await PutAwayAsync(bed);
        var damaged = await DamageAsync(archives[Damaged], damage);
        await using (var gateway = new WriterBed(bed, TimeProvider.System))
        {
            await gateway.Writer.StartAsync(TestContext.Current.CancellationToken);
            (await gateway.Log.WaitForAsync(5006)).Text.Should().Contain(damaged);
            gateway.Add();
        }

        var alone = await VerifyAsync(bed, bed.Log);
        alone.Should().Match<AuditVerdict>(verdict => verdict.Fault == null && verdict.Uncovered == 0 && verdict.Lines > 2);
        alone.First.Should().BeGreaterThan(4, "the damaged one began with line 4");
        (await VerifyAsync(bed, archives[0], bed.Log)).Fault.Should().Contain("follows number 3: lines were removed");
        (await WhatIsWrongAsync(bed)).Should().ContainAny(damaged, "follows number 3: lines were removed");
    }

    [Fact]
    public async Task A_gateway_whose_newest_archive_was_overwritten_serves_and_records()
    {
        using var bed = new AuditBed();
        await DamageAsync((await PutAwayAsync(bed))[Damaged], "zeros");
        await using var origin = await Origin.StartAsync(new OriginOptions { Name = "origin" });
        await using var gateway = await LabGateway.StartAsync(bed.Record(new LabSettings().Cluster(origin).Route("*", "origin")));

        (await gateway.Client.GetAsync("/example.org/hello/@v/list", TestContext.Current.CancellationToken)).StatusCode.Should().NotBe(HttpStatusCode.ServiceUnavailable);
        await Eventually.TrueAsync(
            () => File.Exists(bed.Log) && File.ReadAllText(bed.Log).Contains("\"request\"", StringComparison.Ordinal), "the request is recorded", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_power_cut_while_a_file_is_compressed_costs_nothing()
    {
        using var bed = new AuditBed();
        var archives = await PutAwayAsync(bed, compress: false);
        await File.WriteAllBytesAsync(archives[Damaged] + ".gz", new byte[100], TestContext.Current.CancellationToken);

        var (chain, journal) = bed.Journal(TimeProvider.System);
        await journal.OpenAsync(TestContext.Current.CancellationToken);
        journal.AddCheckpoint(isLast: true);
        await journal.WriteAsync(TestContext.Current.CancellationToken);

        (await VerifyAsync(bed, [.. archives, bed.Log])).Fault.Should().BeNull();
        await AuditArchive.TidyAsync(bed.Log, compress: true, retainDays: 0, TimeProvider.System.GetUtcNow(), TestContext.Current.CancellationToken);
        (await bed.VerifyAsync(chain.Head)).Should().Match<AuditVerdict>(verdict => verdict.Fault == null && verdict.First == 1 && verdict.HasHead);
    }

    /// <summary>Lines 1 to 3 and 4 to 5, each put away at the end of a day; the file that followed is gone.</summary>
    private static async Task<IReadOnlyList<string>> PutAwayAsync(AuditBed bed, bool compress = true)
    {
        var time = new ManualTime();
        var (_, journal) = bed.Journal(time);
        await journal.OpenAsync(TestContext.Current.CancellationToken);
        for (var day = 0; day < 3; day++)
        {
            journal.Add(StateEntry.Gap(time.GetUtcNow(), 1));
            await journal.WriteAsync(TestContext.Current.CancellationToken);
            time.Move(TimeSpan.FromDays(1));
        }

        File.Delete(bed.Log);
        await AuditArchive.TidyAsync(bed.Log, compress, retainDays: 0, time.GetUtcNow(), TestContext.Current.CancellationToken);
        return bed.Files;
    }

    private static async Task<string> DamageAsync(string archive, string damage)
    {
        var bytes = await File.ReadAllBytesAsync(archive, TestContext.Current.CancellationToken);
        var damaged = damage == "endless" ? archive[..^".gz".Length] : archive;
        File.Delete(archive);
        await File.WriteAllBytesAsync(
            damaged,
            damage switch
            {
                "zeros" => new byte[bytes.Length],
                "empty" => [],
                "cut" => bytes[..(bytes.Length / 2)],
                _ => new byte[5 * 1024 * 1024],
            },
            TestContext.Current.CancellationToken);
        return damaged;
    }

    /// <summary>What <c>gateway audit verify</c> says of all that there is.</summary>
    private static async Task<string?> WhatIsWrongAsync(AuditBed bed)
    {
        try
        {
            return (await bed.VerifyAsync()).Fault;
        }
        catch (InvalidDataException damaged)
        {
            return damaged.Message;
        }
    }

    private static Task<AuditVerdict> VerifyAsync(AuditBed bed, params string[] files) =>
        new AuditVerifier(bed.Signer, null).VerifyAsync(files, null, TestContext.Current.CancellationToken);
}
