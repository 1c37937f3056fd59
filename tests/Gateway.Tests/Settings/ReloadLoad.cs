using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Gateway.Tests.Settings;

/// <summary>
/// Requests at a fixed rate to a gateway whose settings have a number each, while they are replaced. A refusal shows the number in three settings: they must
/// be one, and that of settings that were in force, or on their way into it, while the request was answered.
/// </summary>
internal sealed partial class ReloadLoad : IAsyncDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(5);

    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<string> _faults = [];
    private readonly ConcurrentDictionary<int, int> _seen = [];
    private readonly HttpClient _client;
    private readonly string _denied;
    private readonly Task _sending;
    private volatile int _begun;
    private volatile int _inForce;
    private int _answers;

    /// <param name="gateway">Who is asked.</param>
    /// <param name="denied">What every settings file denies.</param>
    /// <param name="number">That of the settings in force.</param>
    public ReloadLoad(Uri gateway, string denied, int number)
    {
        _client = new HttpClient { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(30) };
        (_denied, _begun, _inForce) = (denied, number, number);
        _sending = SendAsync();
    }

    /// <summary>The settings that were put in last.</summary>
    public int Begun
    {
        set => _begun = value;
    }

    /// <summary>The settings that are known to be in force: nobody who asks from now on may see older ones.</summary>
    public int InForce
    {
        set => _inForce = value;
    }

    /// <summary>What was not answered rightly, and how.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>The settings that refusals were answered under.</summary>
    public ICollection<int> Seen => _seen.Keys;

    /// <summary>How many requests were answered with a module.</summary>
    public int Answers => Volatile.Read(ref _answers);

    /// <summary>How many were refused as the settings say.</summary>
    public int Refusals => _seen.Values.Sum();

    /// <summary>Whether a file is one of the right ones: the first, and every other one after it.</summary>
    public static bool IsRight(int number) => number == 0 || number % 2 == 1;

    /// <summary>The number in a refusal now.</summary>
    public async Task<int> ContactAsync() => Numbers(await (await _client.GetAsync(_denied)).Content.ReadAsStringAsync())[^1];

    /// <summary>Ends it; comes back when the last answer is there.</summary>
    public async Task StopAsync()
    {
        await _end.CancelAsync();
        await _sending;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _client.Dispose();
        _end.Dispose();
    }

    private static int[] Numbers(string refusal) => [.. Number().Matches(refusal).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];

    private async Task SendAsync()
    {
        string[] paths = [_denied, "/example.org/hello/@v/list", "/example.org/hello/@v/v1.1.0.mod", "/example.org/hello/@v/v1.1.0.zip", "/example.org/text/@latest"];
        var sent = new List<Task>();
        using var clock = new PeriodicTimer(Between);
        while (!_end.IsCancellationRequested)
        {
            await clock.WaitForNextTickAsync(CancellationToken.None);
            sent.Add(AskAsync(paths[sent.Count % paths.Length]));
        }

        await Task.WhenAll(sent);
    }

    private async Task AskAsync(string path)
    {
        try
        {
            var earliest = _inForce;
            using var response = await _client.GetAsync(path);
            var text = await response.Content.ReadAsStringAsync();
            var latest = _begun;
            if (path != _denied)
            {
                Judge(response.StatusCode == HttpStatusCode.OK && text.Length > 0, path, response.StatusCode, text);
                Interlocked.Increment(ref _answers);
                return;
            }

            var numbers = Numbers(text);
            Judge(
                response.StatusCode == HttpStatusCode.Forbidden && numbers.Length == 3 && numbers.Distinct().Count() == 1 && numbers[0] >= earliest && numbers[0] <= latest && IsRight(numbers[0]),
                $"{path} ({earliest} to {latest})", response.StatusCode, text);
            _seen.AddOrUpdate(numbers[0], 1, static (_, count) => count + 1);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or TaskCanceledException)
        {
            _faults.Enqueue($"{path}: {failed}");
        }
    }

    private void Judge(bool isRight, string path, HttpStatusCode status, string text)
    {
        if (!isRight)
        {
            _faults.Enqueue($"{path}: {(int)status} {text}");
        }
    }

    [GeneratedRegex(@"(?:rule|reason|contact)-(\d+)")]
    private static partial Regex Number();
}
