using Gateway.Auditing;

namespace Gateway.Tests.Auditing;

/// <summary>Whatever fails while a file is put away, the lines stay in order, each is there, and none is there twice.</summary>
public sealed class AuditRotationTests : IAsyncDisposable
{
    private readonly AuditBed _bed = new();
    private readonly ManualTime _time = new();
    private SmallDisk? _disk;

    public async ValueTask DisposeAsync()
    {
        await (_disk?.DisposeAsync() ?? ValueTask.CompletedTask);
        _bed.Dispose();
    }

    [Fact]
    public Task A_file_that_cannot_be_put_away() => FailAsync(
        () => File.WriteAllText(Away, "in the way"),
        () => File.Delete(Away));

    [Fact]
    public Task A_file_that_was_moved_by_somebody_else_in_that_moment() => FailAsync(
        () => File.WriteAllText(Away, "in the way"),
        () => File.Move(_bed.Log, Away, overwrite: true));

    [Fact]
    public Task A_next_file_that_cannot_be_made() => FailAsync(
        () => _disk!.FillFiles(),
        () => _disk!.Free());

    [Fact]
    public Task First_lines_that_find_no_room_in_the_next_file() => FailAsync(
        // What is left of the page in which the file ends has room for its checkpoint.
        () => _disk!.Fill(),
        () => _disk!.Free());

    private string Away => AuditArchive.NameFor(_bed.Log, 1, _time.GetUtcNow());

    private async Task FailAsync(Action harm, Action mend)
    {
        _disk = await SmallDisk.MountAsync(_bed.LogFolder);
        var (chain, journal) = _bed.Journal(_time);
        await journal.OpenAsync(TestContext.Current.CancellationToken);
        await WriteAsync(journal, 1);

        _time.Move(TimeSpan.FromDays(1));
        harm();
        for (var number = 2; number < 5; number++)
        {
            await FluentActions.Awaiting(() => WriteAsync(journal, number)).Should().ThrowAsync<IOException>();
        }

        mend();
        await WriteAsync(journal, 5);
        journal.AddCheckpoint(isLast: true);
        await journal.WriteAsync(TestContext.Current.CancellationToken);

        (await _bed.VerifyAsync(chain.Head)).Should().Match<AuditVerdict>(verdict => verdict.Fault == null && verdict.First == 1 && verdict.HasHead && verdict.Uncovered == 0);
        (await _bed.ReadAsync()).Where(record => record.GetProperty("type").GetString() == "gap").Select(record => record.GetProperty("lost").GetInt32()).Should().Equal(1, 2, 3, 4, 5);
        _bed.Files.Should().Equal(Away, _bed.Log);
        journal.PendingBytes.Should().Be(0);
    }

    private async Task WriteAsync(AuditJournal journal, int number)
    {
        journal.Add(StateEntry.Gap(_time.GetUtcNow(), number));
        await journal.WriteAsync(TestContext.Current.CancellationToken);
    }
}
