using System.Globalization;
using System.Text.RegularExpressions;

namespace Gateway.Bench.Comparison;

/// <summary>Requests as fast as they are answered, over connections that are kept.</summary>
/// <param name="Module">The module, which says how large an answer is (bench/peers/origin.conf).</param>
/// <param name="Extension">The file of a version.</param>
/// <param name="Keys">How many versions are asked for in turn.</param>
internal sealed partial record Load(string Module, string Extension, int Keys)
{
    // Above both a configuration is wrong; below them some server is, and the table says how often.
    private const double MostFailedShare = 0.001;
    private const double MostFailed = 100;

    public int Connections { get; init; } = 32;

    /// <summary>Whether every answer is to be a refusal.</summary>
    public bool IsRefused { get; init; }

    /// <summary>Whether h2load asks over HTTP/2, of one version, with a token and through the tunnel that shows a client certificate.</summary>
    public bool IsThroughTunnel { get; init; }

    /// <summary>The script of wrk.</summary>
    public string Script { get; init; } = "cycle.lua";

    /// <summary>The first of what is asked for.</summary>
    public string Target => $"/{Module}/m/@v/v1.1.0.{Extension}";

    /// <summary>Asks for so many seconds.</summary>
    /// <param name="address">Who is asked.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="token">What is shown where a client certificate is.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="InvalidOperationException">Some answers were not what they should be.</exception>
    public async Task<LoadResult> RunAsync(Uri address, int seconds, string token, CancellationToken cancellation) =>
        IsThroughTunnel ? await RunH2LoadAsync(address, seconds, token, cancellation) : await RunWrkAsync(address, seconds, cancellation);

    private async Task<LoadResult> RunWrkAsync(Uri address, int seconds, CancellationToken cancellation)
    {
        var text = await Tool.RunAsync(
            "wrk", ["-t1", $"-c{Connections}", $"-d{seconds}s", "--timeout", "30s", "-s", Stage.Script(Script), $"{address}", Module, Extension, $"{Keys}"], cancellation);
        var done = Done().Match(text);
        var refused = Refused().Match(text) is { Success: true } found ? Number(found.Groups[1]) : 0;
        var broken = Broken().Match(text) is { Success: true } errors ? errors.Groups.Values.Skip(1).Sum(Number) : 0;
        var failed = broken + (IsRefused && done.Success ? Math.Abs(Number(done.Groups[1]) - refused) : refused);
        if (!done.Success || failed > Math.Max(MostFailed, Number(done.Groups[1]) * MostFailedShare))
        {
            throw new InvalidOperationException($"{address} did not answer as it should:\n{text}");
        }

        var time = Number(done.Groups[2]) * (done.Groups[3].Value == "m" ? 60 : 1);
        return new LoadResult(Number(done.Groups[1]), Number(done.Groups[1]) / time, Number(done.Groups[4]) * Unit(done.Groups[5].Value) / time, failed);
    }

    private async Task<LoadResult> RunH2LoadAsync(Uri address, int seconds, string token, CancellationToken cancellation)
    {
        var target = new Uri(address, Target);
        var text = await Tool.RunAsync("h2load", ["-D", $"{seconds}", "-t1", "-c8", "-m8", "-H", $"authorization: Bearer {token}", $"{target}"], cancellation);
        var (rate, ok, wrong) = (Rate().Match(text), Succeeded().Match(text), Wrong().Match(text));
        return rate.Success && ok.Success && wrong.Success && Number(wrong.Groups[1]) == 0
            ? new LoadResult(Number(ok.Groups[1]), Number(rate.Groups[1]), 0, 0)
            : throw new InvalidOperationException($"{target} did not answer as it should:\n{text}");
    }

    private static double Number(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);

    private static double Unit(string unit) => unit switch
    {
        "KB" => 1 << 10,
        "MB" => 1 << 20,
        "GB" => 1 << 30,
        _ => 1,
    };

    [GeneratedRegex(@"(\d+) requests in ([\d.]+)([sm]), ([\d.]+)([KMG]?B) read")]
    private static partial Regex Done();

    [GeneratedRegex(@"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)")]
    private static partial Regex Broken();

    [GeneratedRegex(@"Non-2xx or 3xx responses: (\d+)")]
    private static partial Regex Refused();

    [GeneratedRegex(@"finished in .*, ([\d.]+) req/s")]
    private static partial Regex Rate();

    [GeneratedRegex(@"status codes: (\d+) 2xx")]
    private static partial Regex Succeeded();

    [GeneratedRegex(@"(\d+) failed")]
    private static partial Regex Wrong();
}
