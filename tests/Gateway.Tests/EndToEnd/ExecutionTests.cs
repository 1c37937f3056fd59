using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.EndToEnd;

public sealed class ExecutionTests
{
    [Fact(Timeout = 60_000)]
    public async Task A_command_that_hangs_is_killed_with_its_test()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var go = new GoCommand(GoRelease.Newest, $"http://{silent.LocalEndpoint}/");
        using var test = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var running = go.RunAsync(test.Token, "list", "-m", "-versions", MadeModules.Toolbox);
        using var connection = await silent.AcceptSocketAsync(TestContext.Current.CancellationToken);
        await test.CancelAsync();

        await FluentActions.Awaiting(() => running).Should().ThrowAsync<OperationCanceledException>();
        await HearTheEndOfAsync(connection);
    }

    /// <summary>Comes back when the other side is gone; what it said before does not matter.</summary>
    private static async Task HearTheEndOfAsync(Socket connection)
    {
        var buffer = new byte[4096];
        while (await connection.ReceiveAsync(buffer, TestContext.Current.CancellationToken) > 0)
        {
        }
    }
}
