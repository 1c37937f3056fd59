using System.Security.Cryptography;
using Gateway.Auditing;

namespace Gateway.Tests.Auditing;

/// <summary>Files are put away at their size and at midnight, compressed, and removed when they are old.</summary>
public class AuditArchiveTests
{
    [Fact]
    public async Task A_day_ends_with_its_file_and_the_chain_goes_on()
    {
        using var bed = new AuditBed();
        var time = new ManualTime();
        var (chain, journal) = bed.Journal(time);
        await journal.OpenAsync(TestContext.Current.CancellationToken);
        for (var day = 0; day < 3; day++)
        {
            journal.Add(StateEntry.Gap(time.GetUtcNow(), 1));
            await journal.WriteAsync(TestContext.Current.CancellationToken);
            time.Move(TimeSpan.FromDays(1));
        }

        bed.Files.Should().HaveCount(3, "each day has its own");
        (await bed.ReadAsync()).Select(record => record.GetProperty("type").GetString()).Should().Equal("start", "gap", "checkpoint", "gap", "checkpoint", "gap");
        (await bed.VerifyAsync(chain.Head)).Should().Match<AuditVerdict>(verdict => verdict.Fault == null && verdict.First == 1 && verdict.HasHead);
    }

    [Fact]
    public async Task What_was_put_away_is_compressed_and_leaves_after_its_days()
    {
        using var bed = new AuditBed();
        var time = new ManualTime();
        var (chain, journal) = bed.Journal(time);
        await journal.OpenAsync(TestContext.Current.CancellationToken);
        await journal.WriteAsync(TestContext.Current.CancellationToken);
        time.Move(TimeSpan.FromDays(1));
        journal.Add(StateEntry.Gap(time.GetUtcNow(), 1));
        await journal.WriteAsync(TestContext.Current.CancellationToken);
        var written = new DateTimeOffset(File.GetLastWriteTimeUtc(bed.Files[0]));

        await AuditArchive.TidyAsync(bed.Log, compress: true, retainDays: 180, written.AddDays(180).AddHours(-1), TestContext.Current.CancellationToken);
        bed.Files[0].Should().EndWith(".jsonl.gz");
        (await bed.VerifyAsync(chain.Head)).Fault.Should().BeNull();

        // A process that finds an empty file goes on behind what was put away last.
        File.Delete(bed.Log);
        var (next, again) = bed.Journal(time);
        await again.OpenAsync(TestContext.Current.CancellationToken);
        next.Number.Should().BeGreaterThan(1);

        await AuditArchive.TidyAsync(bed.Log, compress: true, retainDays: 180, written.AddDays(180).AddHours(1), TestContext.Current.CancellationToken);
        bed.Files.Should().NotContain(file => file.EndsWith(".gz", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_of_somebody_else_is_put_away_and_not_written_into()
    {
        using var bed = new AuditBed();
        Directory.CreateDirectory(bed.LogFolder);
        await File.WriteAllTextAsync(bed.Log, "not a log\n", TestContext.Current.CancellationToken);
        var (_, journal) = bed.Journal(TimeProvider.System);

        var away = await journal.OpenAsync(TestContext.Current.CancellationToken);
        journal.AddCheckpoint(isLast: true);
        await journal.WriteAsync(TestContext.Current.CancellationToken);

        (await File.ReadAllTextAsync(away!.File, TestContext.Current.CancellationToken)).Should().Be("not a log\n");
        (await new AuditVerifier(bed.Signer, null).VerifyAsync([bed.Log], null, TestContext.Current.CancellationToken)).Fault.Should().BeNull();
    }

    [Fact]
    public async Task An_encrypted_log_goes_on_and_tells_nothing_without_its_key()
    {
        using var bed = new AuditBed();
        var cipher = new AuditCipher(await File.ReadAllBytesAsync(bed.EncryptionKey, TestContext.Current.CancellationToken));
        for (var process = 0; process < 2; process++)
        {
            var (_, journal) = bed.Journal(TimeProvider.System, cipher: cipher);
            await journal.OpenAsync(TestContext.Current.CancellationToken);
            journal.AddCheckpoint(isLast: true);
            await journal.WriteAsync(TestContext.Current.CancellationToken);
        }

        (await bed.VerifyAsync(cipher: cipher)).Should().Match<AuditVerdict>(verdict => verdict.Fault == null && verdict.Lines == 4);
        (await bed.ReadAsync(cipher))[2].GetProperty("clean").GetBoolean().Should().BeTrue();
        (await bed.VerifyAsync()).Fault.Should().EndWith("this is no line of an audit log");
        (await bed.VerifyAsync(cipher: new AuditCipher(RandomNumberGenerator.GetBytes(AuditCipher.KeyBytes)))).Fault.Should().Contain("cannot be decrypted with this key");
        (await File.ReadAllTextAsync(bed.Log, TestContext.Current.CancellationToken)).Should().NotContain("start");
    }
}
