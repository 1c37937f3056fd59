using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Auditing;

namespace Gateway.Tests.Auditing;

/// <summary>Nothing in front of the last checkpoint can be changed unseen.</summary>
public class AuditTamperTests
{
    private const int Lines = 40;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Any_change_of_a_byte_is_found(bool isEncrypted)
    {
        using var bed = new AuditBed();
        var (text, cipher) = await WriteAsync(bed, isEncrypted);
        var covered = EndOfCovered(text, cipher);

        Prop.ForAll(Gen.Choose(0, covered - 1).Zip(Gen.Choose(0, 255)).ToArbitrary(), change =>
        {
            var (at, value) = change;
            var changed = (byte[])text.Clone();
            changed[at] = (byte)(changed[at] == value ? value ^ 1 : value);
            return IsFound(bed, changed, cipher);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1500).WithQuietOnSuccess(true));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Any_line_that_is_removed_repeated_or_moved_is_found(bool isEncrypted)
    {
        using var bed = new AuditBed();
        var (text, cipher) = await WriteAsync(bed, isEncrypted);
        var lines = Encoding.UTF8.GetString(text).TrimEnd('\n').Split('\n');
        var covered = lines.Length - 4;

        for (var i = 0; i < covered; i++)
        {
            if (i > 0)
            {
                // Without its first lines the log says where it begins, which is no fault: the files before may just not be named.
                IsFound(bed, Join(lines.Where((_, at) => at != i)), cipher).Should().BeTrue($"line {i + 1} is gone");
            }

            IsFound(bed, Join(lines.Take(i + 1).Append(lines[i]).Concat(lines.Skip(i + 1))), cipher).Should().BeTrue($"line {i + 1} is there twice");
            for (var j = i + 1; j < Math.Min(covered, i + 4); j++)
            {
                var swapped = (string[])lines.Clone();
                (swapped[i], swapped[j]) = (swapped[j], swapped[i]);
                IsFound(bed, Join(swapped), cipher).Should().BeTrue($"lines {i + 1} and {j + 1} are swapped");
            }
        }
    }

    [Fact]
    public async Task A_log_that_was_cut_off_lacks_a_head_that_was_told_before()
    {
        using var bed = new AuditBed();
        var (text, _) = await WriteAsync(bed, isEncrypted: false);
        var head = (await bed.VerifyAsync()).Head;
        var lines = Encoding.UTF8.GetString(text).TrimEnd('\n').Split('\n');

        for (var left = 1; left < lines.Length; left++)
        {
            await File.WriteAllBytesAsync(bed.Log, Join(lines.Take(left)), TestContext.Current.CancellationToken);

            (await bed.VerifyAsync()).Fault.Should().BeNull();
            (await bed.VerifyAsync(head)).Fault.Should().StartWith($"the head {head} is not among these lines: the end was cut off behind line {left}");
        }

        await File.WriteAllBytesAsync(bed.Log, text, TestContext.Current.CancellationToken);
        (await bed.VerifyAsync(head)).Should().Match<AuditVerdict>(verdict => verdict.Fault == null && verdict.HasHead);
    }

    [Fact]
    public async Task The_first_bad_line_is_named_and_what_no_checkpoint_covers_is_told()
    {
        using var bed = new AuditBed();
        var (text, _) = await WriteAsync(bed, isEncrypted: false);
        var lines = Encoding.UTF8.GetString(text).TrimEnd('\n').Split('\n');
        lines[11] = lines[11].Replace("example.org", "example.com", StringComparison.Ordinal);
        await File.WriteAllBytesAsync(bed.Log, Join(lines), TestContext.Current.CancellationToken);

        var changed = await bed.VerifyAsync();
        await File.WriteAllBytesAsync(bed.Log, text, TestContext.Current.CancellationToken);
        var right = await bed.VerifyAsync();

        changed.Fault.Should().StartWith($"{bed.Log}, line 12: the line was changed");
        right.Should().Match<AuditVerdict>(verdict => verdict.Fault == null && verdict.Uncovered == 3 && verdict.Checkpoints == 2 && verdict.First == 1);
    }

    [Fact]
    public async Task A_log_of_another_key_is_not_believed()
    {
        using var bed = new AuditBed();
        using var other = new AuditBed();
        await WriteAsync(bed, isEncrypted: false);

        var verdict = await new AuditVerifier(other.Signer, null).VerifyAsync(bed.Files, null, TestContext.Current.CancellationToken);

        verdict.Fault.Should().Contain($"the checkpoint is not signed with the key {other.Signer.KeyId}");
    }

    [Fact]
    public async Task Half_a_line_that_a_crash_left_is_told_from_one_that_was_shortened()
    {
        using var bed = new AuditBed();
        var (text, _) = await WriteAsync(bed, isEncrypted: false);
        await File.WriteAllBytesAsync(bed.Log, text[..^40], TestContext.Current.CancellationToken);
        var torn = await bed.VerifyAsync();

        // The next process goes on behind it.
        var (_, journal) = bed.Journal(TimeProvider.System);
        await journal.OpenAsync(TestContext.Current.CancellationToken);
        journal.AddCheckpoint(isLast: true);
        await journal.WriteAsync(TestContext.Current.CancellationToken);
        var resumed = await bed.VerifyAsync();

        var lines = Encoding.UTF8.GetString(await File.ReadAllBytesAsync(bed.Log, TestContext.Current.CancellationToken)).TrimEnd('\n').Split('\n');
        lines[^3] = lines[^3][..^1];
        await File.WriteAllBytesAsync(bed.Log, Join(lines), TestContext.Current.CancellationToken);
        var shortened = await bed.VerifyAsync();

        torn.Should().Match<AuditVerdict>(verdict => verdict.Fault == null && verdict.EndsTorn);
        resumed.Should().Match<AuditVerdict>(verdict => verdict.Fault == null && verdict.Torn == 1 && !verdict.EndsTorn && verdict.Uncovered == 0);
        (await bed.ReadAsync())[^2].GetProperty("clean").GetBoolean().Should().BeFalse();
        shortened.Fault.Should().EndWith("this is no line of an audit log");
    }

    /// <summary>Two checkpoints, and three lines that none covers.</summary>
    private static async Task<(byte[] Text, AuditCipher? Cipher)> WriteAsync(AuditBed bed, bool isEncrypted)
    {
        var cipher = isEncrypted ? new AuditCipher(await File.ReadAllBytesAsync(bed.EncryptionKey)) : null;
        var (_, journal) = bed.Journal(TimeProvider.System, cipher: cipher);
        await journal.OpenAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < Lines; i++)
        {
            journal.Add(Entry(i));
            if (i is Lines / 2 or Lines - 4)
            {
                journal.AddCheckpoint(isLast: false);
            }
        }

        await journal.WriteAsync(TestContext.Current.CancellationToken);
        (await bed.VerifyAsync(cipher: cipher)).Fault.Should().BeNull();
        return (await File.ReadAllBytesAsync(bed.Log), cipher);
    }

    private static OperationEntry Entry(int number) => new()
    {
        Time = DateTimeOffset.UnixEpoch.AddSeconds(number),
        Action = "purge",
        Target = $"example.org/hello@v1.0.{number}",
        Reason = "because",
        Client = "127.0.0.1",
        Caller = default,
    };

    private static int EndOfCovered(byte[] text, AuditCipher? cipher)
    {
        var end = 0;
        for (var at = 0; at < text.Length;)
        {
            var length = text.AsSpan(at).IndexOf((byte)'\n');
            var line = text.AsSpan(at, length);
            at += length + 1;
            if (JsonDocument.Parse(cipher is null ? line.ToArray() : cipher.Decrypt(line)!).RootElement.GetProperty("type").GetString() == "checkpoint")
            {
                end = at;
            }
        }

        return end;
    }

    private static bool IsFound(AuditBed bed, byte[] text, AuditCipher? cipher)
    {
        File.WriteAllBytes(bed.Log, text);
        var verifying = bed.VerifyAsync(cipher: cipher);
        return verifying.GetAwaiter().GetResult().Fault is not null;
    }

    private static byte[] Join(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");
}
