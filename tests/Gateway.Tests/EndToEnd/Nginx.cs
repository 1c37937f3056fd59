using System.Diagnostics;
using System.Globalization;

namespace Gateway.Tests.EndToEnd;

/// <summary>A real nginx on a free loopback port that serves a folder as files.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private const string Program = "/usr/sbin/nginx";

    // nginx cannot choose a port itself, so somebody else may take the one chosen here before nginx does.
    private const int Tries = 5;

    private static readonly Dictionary<string, string> Environment = new() { ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin" };

    private readonly TemporaryFolder _folder;
    private readonly Process _process;

    private Nginx(TemporaryFolder folder, Process process, int port) =>
        (_folder, _process, Address) = (folder, process, new Uri($"http://127.0.0.1:{port}/"));

    public Uri Address { get; }

    /// <summary>The requests answered so far: method, target as it was sent, status.</summary>
    /// <remarks>A line is written after its last byte was sent, so the newest may be missing for a moment.</remarks>
    public IReadOnlyList<string> Requests => File.ReadAllLines(_folder["access.log"]);

    /// <summary>The requests that were answered before this call, none missing.</summary>
    public async Task<IReadOnlyList<string>> RequestsSoFarAsync(CancellationToken cancellation)
    {
        // One process answers one after the other, and writes its line before it turns to the next request.
        using var client = new HttpClient();
        await client.GetStringAsync(new Uri(Address, NginxConfiguration.WhoPath), cancellation);
        return Requests;
    }

    /// <summary>The lines of a log that the directives name; none while it is not there.</summary>
    public IReadOnlyList<string> LinesOf(string log) => File.Exists(_folder[log]) ? File.ReadAllLines(_folder[log]) : [];

    /// <summary>What nginx complained about, for instance files that are not there.</summary>
    public string Complaints => File.ReadAllText(_folder["error.log"]);

    /// <param name="files">The folder to serve.</param>
    /// <param name="directives">More lines for the <c>server</c> block, in nginx's own words.</param>
    /// <param name="cancellation">Ends the waiting for nginx to answer.</param>
    public static async Task<Nginx> StartAsync(string files, string directives, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            var nginx = Start(files, directives);
            try
            {
                if (await nginx.IsUpAsync(cancellation))
                {
                    return nginx;
                }

                var complaints = nginx.Complaints;
                if (tries == Tries || !complaints.Contains("Address already in use", StringComparison.Ordinal))
                {
                    throw new InvalidOperationException($"nginx does not start:\n{complaints}");
                }
            }
            catch
            {
                await nginx.DisposeAsync();
                throw;
            }

            await nginx.DisposeAsync();
        }
    }

    /// <summary>Ends it and all its connections at once.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private static Nginx Start(string files, string directives)
    {
        var folder = new TemporaryFolder();
        var port = LoopbackPort.Free();
        File.WriteAllText(folder["nginx.conf"], NginxConfiguration.Of(folder.Path, port, files, directives));
        var arguments = new[] { "-p", folder.Path, "-c", "nginx.conf", "-e", "error.log" };
        return new Nginx(folder, Process.Start(Execution.Start(Program, arguments, folder.Path, Environment))!, port);
    }

    /// <summary>Asks until the answer is there, and is this nginx's and not another server's on the port.</summary>
    private async Task<bool> IsUpAsync(CancellationToken cancellation)
    {
        using var bounded = Patience.Bounded(cancellation);
        using var client = new HttpClient();
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!_process.HasExited)
        {
            try
            {
                var who = await client.GetStringAsync(new Uri(Address, NginxConfiguration.WhoPath), bounded.Token);
                if (who == _process.Id.ToString(CultureInfo.InvariantCulture))
                {
                    return true;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await pause.WaitForNextTickAsync(bounded.Token);
        }

        return false;
    }
}
