using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Gateway.Settings;
using Gateway.Upstreams;
using GoModules;

namespace Gateway.Checking;

/// <summary>Asks a destination as a request's attempt would: the same sender, the same credentials, the same look at the answer.</summary>
internal sealed class LiveAsking(UpstreamSender sender, AnswerReader reader, TimeProvider time)
{
    // A full tile of the lowest level.
    private const int TileWidth = 256;

    // Who fetches on demand may think for minutes; nobody who checks waits that long.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestGuess = TimeSpan.FromSeconds(3);

    /// <summary>Asks for everything that suits the cluster, and says what the clock there was.</summary>
    public async IAsyncEnumerable<(LiveAnswer Answer, DateTimeOffset? Date)> AskAsync(
        Upstream upstream, Destination destination, GatewaySettings settings, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var databases = settings.Modules.ChecksumDatabases.Where(database => database.Value.Clusters.Contains(upstream.Name, StringComparer.OrdinalIgnoreCase)).Select(database => database.Key).ToList();
        if (!upstream.Preset.IsChecksumDatabase)
        {
            foreach (var question in OfModules(upstream))
            {
                yield return await AskAsync(upstream, destination, question, settings, cancellation);
            }
        }

        foreach (var database in databases)
        {
            if (!upstream.Preset.IsChecksumDatabase)
            {
                yield return await AskAsync(upstream, destination, Of("supported", $"/sumdb/{database}/supported"), settings, cancellation);
            }

            // The record first: a database that has none yet makes it, and only then has a tree with tiles.
            yield return await AskAsync(upstream, destination, Of("lookup", $"/sumdb/{database}/lookup/{Escaped(upstream.Probing.Module)}@{upstream.Probing.Version}"), settings, cancellation);
            var head = await AskAsync(upstream, destination, Of("head", $"/sumdb/{database}/latest"), settings, cancellation);
            yield return head;
            if (head.Answer.Outcome.Answer?.Whole is { } tree && TreeSize(tree) is > 0 and var size)
            {
                yield return await AskAsync(upstream, destination, Of("tile", $"/sumdb/{database}/tile/8/0/000{(size < TileWidth ? $".p/{size}" : "")}"), settings, cancellation);
            }
        }
    }

    /// <summary>The address on the same host that has the list of the known module; null when none of the likely ones has.</summary>
    public async Task<Uri?> FindBaseAsync(Upstream upstream, Destination destination, GatewaySettings settings, CancellationToken cancellation)
    {
        foreach (var guess in BasePath.Guesses(destination.Address))
        {
            var (answer, _) = await AskAsync(upstream, destination with { Address = guess }, OfModules(upstream).First(), settings, cancellation, LongestGuess);
            if (answer.IsGood)
            {
                return guess;
            }

            if (answer.Outcome.Kind is OutcomeKind.TimedOut or OutcomeKind.Unreachable)
            {
                break;
            }
        }

        return null;
    }

    private IEnumerable<LiveQuestion> OfModules(Upstream upstream)
    {
        var module = Escaped(upstream.Probing.Module);
        var version = upstream.Probing.Version;
        yield return Of("list", $"/{module}/@v/list");
        if (upstream.Preset.HasLatest)
        {
            yield return Of("latest", $"/{module}/@latest");
        }

        yield return Of("info", $"/{module}/@v/{version}.info");
        yield return Of("mod", $"/{module}/@v/{version}.mod");
        yield return Of("zip", $"/{module}/@v/{version}.zip");
        // Another one every minute: products remember what they did not find.
        var absent = string.Create(CultureInfo.InvariantCulture, $"v0.0.{time.GetUtcNow().ToUnixTimeSeconds() / 60}-gateway.check");
        yield return Of("absent", $"/{module}/@v/{absent}.info") with { IsThere = false };
    }

    private async Task<(LiveAnswer Answer, DateTimeOffset? Date)> AskAsync(
        Upstream upstream, Destination destination, LiveQuestion question, GatewaySettings settings, CancellationToken cancellation, TimeSpan? longest = null)
    {
        var started = Stopwatch.GetTimestamp();
        var chain = new Chain("check", [upstream], Continuation.Final, Continuation.Final, false, Longest);
        var wanted = upstream.FirstByteTimeout(question.Request.Kind, isLast: true);
        var bound = longest ?? Longest;
        var attempt = new AttemptContext(question.Request, chain, upstream, destination, wanted < bound ? wanted : bound, settings.Failover, settings.Gateway.Name);
        var (response, failure) = await sender.SendAsync(
            upstream, destination, attempt.ToUpstreamRequest(destination) with { IsProbe = true }, attempt.Patience, settings.Failover.MaxRedirects, cancellation);
        var date = response?.Headers.Date;
        var outcome = failure ?? await ReadAsync(attempt, response!, cancellation);
        return (new LiveAnswer(question, outcome, Stopwatch.GetElapsedTime(started)), date);
    }

    private async Task<Outcome> ReadAsync(AttemptContext attempt, TakenResponse response, CancellationToken cancellation)
    {
        if (attempt.Request.Kind == GoRequestKind.ChecksumSupported && response.Status == StatusCodes.Status200OK)
        {
            response.Dispose();
            return new Outcome(OutcomeKind.Answer, "answer", "answered");
        }

        var outcome = await reader.ReadAsync(attempt, response, cancellation);
        return outcome.Answer?.Zip is { } zip ? await ReadWholeAsync(zip, outcome, cancellation) : outcome;
    }

    /// <summary>A zip that begins well may still break off.</summary>
    private static async Task<Outcome> ReadWholeAsync(ZipBody zip, Outcome begun, CancellationToken cancellation)
    {
        await using (zip)
        {
            try
            {
                var buffer = new byte[64 << 10];
                while (await zip.ReadAsync(buffer, cancellation) > 0)
                {
                }

                return begun;
            }
            catch (BrokenBodyException broken)
            {
                return new Outcome(OutcomeKind.WrongBody, "short-body", $"broke off in the middle of its answer: {broken.Message}");
            }
        }
    }

    /// <summary>The second line of a tree head is the number of records.</summary>
    private static long TreeSize(ReadOnlyMemory<byte> head) =>
        Encoding.UTF8.GetString(head.Span).Split('\n') is [_, var size, ..] && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var records) ? records : 0;

    private static string Escaped(string module) => ModulePath.TryEscape(module, out var escaped) ? escaped : module;

    private static LiveQuestion Of(string name, string target) => new(name, GoRequest.Parse(target)!);
}
