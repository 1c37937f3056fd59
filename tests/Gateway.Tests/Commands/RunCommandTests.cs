using Gateway.Commands;
using Microsoft.Extensions.Hosting;

namespace Gateway.Tests.Commands;

/// <summary>What the process tells whoever watches over it.</summary>
public sealed class RunCommandTests
{
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task An_end_that_a_worker_made_is_none_that_was_asked_for(bool fails, int code)
    {
        using var worker = new Worker(fails);
        using var other = new Worker(fails: false);
        await worker.StartAsync(TestContext.Current.CancellationToken);
        await ((Task)worker.ExecuteTask!).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        RunCommand.CodeAfter([other, worker]).Should().Be(code);
    }

    private sealed class Worker(bool fails) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
            fails ? Task.FromException(new InvalidOperationException("Nobody thought of this.")) : Task.CompletedTask;
    }
}
