using System.Security.Cryptography;
using Gateway.Auditing;
using Gateway.Tests.Caching;
using Gateway.Tests.Checksums;
using Gateway.Tests.Limits;

namespace Gateway.Tests.Auditing;

/// <summary>The writer keeps its seconds whatever the clock says, ends in order, and is ended by nothing else.</summary>
public class AuditWriterTests
{
    private const int Stuck = 5001;
    private const int Resumed = 5002;
    private const int Head = 5003;

    [Fact]
    public async Task At_the_end_a_full_disk_is_tried_now_and_then_and_the_log_is_closed_once()
    {
        using var bed = new AuditBed();
        await using var disk = await SmallDisk.MountAsync(bed.LogFolder);
        var time = new StepTime();
        await using (var gateway = new WriterBed(bed, time))
        {
            await gateway.Writer.StartAsync(TestContext.Current.CancellationToken);
            await Eventually.TrueAsync(() => Pass(() => gateway.Log.Of(Head).Count > 0 && File.Exists(bed.Log)), "the log is begun", TestContext.Current.CancellationToken);
            disk.Fill();
            // More than the page has room for in which the file ends.
            gateway.Add(bytes: 10_000);
            await Eventually.TrueAsync(() => Pass(() => gateway.Log.Of(Stuck).Count > 0), "the disk is seen to be full", TestContext.Current.CancellationToken);

            var stopping = gateway.Writer.StopAsync(CancellationToken.None);
            for (var second = 0; second < 3; second++)
            {
                await Eventually.TrueAsync(() => time.Waiting > 0, "there is a pause between two tries", TestContext.Current.CancellationToken);
                time.Move(TimeSpan.FromSeconds(1));
            }

            disk.Free();
            await Eventually.TrueAsync(() => Pass(() => stopping.IsCompleted), "the writer ends", TestContext.Current.CancellationToken);
        }

        (await bed.ReadAsync()).Select(record => record.GetProperty("type").GetString()).Should().ContainSingle(type => type == "stop")
            .And.EndWith("stop").And.ContainSingle(type => type == "operation");
        (await bed.VerifyAsync()).Should().Match<AuditVerdict>(verdict => verdict.Fault == null && verdict.Uncovered == 0);

        bool Pass(Func<bool> condition)
        {
            time.Move(TimeSpan.FromSeconds(1));
            return condition();
        }
    }

    [Fact]
    public async Task A_clock_that_is_set_back_by_an_hour_keeps_no_checkpoint_waiting()
    {
        using var bed = new AuditBed();
        var time = new AheadClock();
        time.Move(TimeSpan.FromHours(1));
        await using var gateway = new WriterBed(bed, time);
        await gateway.Writer.StartAsync(TestContext.Current.CancellationToken);
        await CoveredAsync(1);

        time.Move(TimeSpan.FromHours(-1));
        await CoveredAsync(2);

        Task CoveredAsync(int operations)
        {
            gateway.Add();
            return Eventually.TrueAsync(
                async () => (await bed.VerifyAsync()) is { Fault: null, Uncovered: 0 } && (await bed.ReadAsync()).Count(record => record.GetProperty("type").GetString() == "operation") == operations,
                "a checkpoint covers it",
                TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task What_nobody_thought_of_is_told_once_and_the_writer_goes_on()
    {
        using var bed = new AuditBed();
        using var key = new FailingKey();
        var signer = new AuditSigner(key);
        await using (var gateway = new WriterBed(bed, TimeProvider.System, signer))
        {
            await gateway.Writer.StartAsync(TestContext.Current.CancellationToken);
            gateway.Add();
            (await gateway.Log.WaitForAsync(Stuck)).Text.Should().Contain($"{nameof(NotSupportedException)}: the key is gone");
            await Eventually.TrueAsync(() => key.Failures > 2, "it is tried again", TestContext.Current.CancellationToken);
            gateway.Writer.ExecuteTask!.IsCompleted.Should().BeFalse();
            gateway.Log.Of(Stuck).Should().ContainSingle();

            key.IsMended = true;
            await gateway.Log.WaitForAsync(Resumed);
        }

        (await bed.ReadAsync()).Select(record => record.GetProperty("type").GetString()).Should().ContainSingle(type => type == "operation");
        (await new AuditVerifier(signer, null).VerifyAsync(bed.Files, null, TestContext.Current.CancellationToken))
            .Should().Match<AuditVerdict>(verdict => verdict.Fault == null && verdict.Uncovered == 0);
    }

    /// <summary>A key that somebody else keeps, and that cannot be reached.</summary>
    private sealed class FailingKey : ECDsa
    {
        private readonly ECDsa _key = Create(ECCurve.NamedCurves.nistP256);
        private volatile bool _isMended;
        private int _failures;

        public FailingKey() => KeySizeValue = _key.KeySize;

        public int Failures => Volatile.Read(ref _failures);

        public bool IsMended
        {
            set => _isMended = value;
        }

        public override ECParameters ExportParameters(bool includePrivateParameters) => _key.ExportParameters(includePrivateParameters);

        public override byte[] SignHash(byte[] hash)
        {
            if (_isMended)
            {
                return _key.SignHash(hash);
            }

            Interlocked.Increment(ref _failures);
            throw new NotSupportedException("the key is gone");
        }

        public override bool VerifyHash(byte[] hash, byte[] signature) => _key.VerifyHash(hash, signature);

        protected override void Dispose(bool disposing)
        {
            _key.Dispose();
            base.Dispose(disposing);
        }
    }
}
