using System.Net;
using System.Net.Sockets;
using Gateway.Lab;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Tests.Caching;

namespace Gateway.Tests.Limits;

/// <summary>A gateway with limits and a clock that is moved by hand, in front of one origin.</summary>
internal sealed class LimitsBed : IAsyncDisposable
{
    private LimitsBed(Origin origin, LabGateway gateway, StepTime time) => (Origin, Gateway, Time) = (origin, gateway, time);

    public Origin Origin { get; }

    public LabGateway Gateway { get; }

    public StepTime Time { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<LimitsBed> StartAsync(Func<LabSettings, LabSettings> change, ModuleLibrary? library = null)
    {
        var time = new StepTime();
        var origin = await Origin.StartAsync(new OriginOptions { Name = "origin", Library = library ?? LabModules.Public() });
        var gateway = await LabGateway.StartAsync(change(new LabSettings().Cluster(origin)).Route("*", "origin"), time);
        return new LimitsBed(origin, gateway, time);
    }

    /// <summary>A client on this machine with an address of its own: <c>127.0.0.2</c>.</summary>
    public HttpClient ClientAt(string address) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (context, cancellation) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = Gateway.AddressOf("Plain") };

    /// <summary>Asks for so many different things at once.</summary>
    public static List<Task<HttpResponseMessage>> Ask(HttpClient client, int count, string beginning = "v1") =>
        [.. Enumerable.Range(0, count).Select(number => client.GetAsync($"/example.org/hello/@v/{beginning}.{number}.99.info", Cancellation))];

    /// <summary>Waits until so many are answered; the others wait.</summary>
    public static Task AnsweredAsync(IEnumerable<Task> asked, int count) =>
        Eventually.TrueAsync(() => asked.Count(task => task.IsCompleted) == count, $"{count} are answered", Cancellation);

    /// <summary>Moves the clock once so many requests have begun to wait in all, of whom so many still do.</summary>
    public async Task MoveAsync(TimeSpan by, Counted waited, int count, int left)
    {
        await Eventually.TrueAsync(() => waited.Sum == count && Time.Waiting >= left, $"{count} have begun to wait and {left} do", Cancellation);
        Time.Move(by);
    }

    public async ValueTask DisposeAsync()
    {
        Origin.Heal();
        await Gateway.DisposeAsync();
        await Origin.DisposeAsync();
    }
}
