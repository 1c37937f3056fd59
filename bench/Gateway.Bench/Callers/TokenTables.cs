using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Gateway.Access;
using Gateway.Access.Tokens;
using Gateway.Bench.Peers;
using Gateway.Bench.Results;
using Gateway.Edge;
using Gateway.Lab;
using Gateway.Settings;

namespace Gateway.Bench.Callers;

/// <summary>What a token adds to a hit that was shown before: it is found by its hash.</summary>
internal static class TokenTables
{
    private const int Callers = 1_000;
    private const int Questions = 500_000;

    // A JWT with RS256 and a few groups, as Bearer shows it.
    private const int HeaderLength = 1_100;

    public static async Task<MarkdownTable> MeasureAsync(CancellationToken cancellation)
    {
        await using var origin = await SlowOrigin.StartAsync(_ => "module example.org/module\n"u8.ToArray(), TimeSpan.Zero);
        // Nobody answers there: no key is ever needed, since every token was found good before.
        await using var gateway = await LabGateway.StartAsync(GatewayBefore.Settings(origin.Address).Set(
            "Tokens:Issuers", new JsonArray(new JsonObject { ["Authority"] = "http://127.0.0.1:1", ["Audiences"] = new JsonArray("gateway") })));
        var services = gateway.App.Services;
        var snapshot = services.GetRequiredService<CurrentSnapshot>().Value;
        var callers = services.GetRequiredService<Access.Callers>();
        var headers = Enumerable.Range(0, Callers).Select(number => $"Bearer {number}.".PadRight(HeaderLength, 'x')).ToList();
        Remember(services.GetRequiredService<TokenIssuers>(), services.GetRequiredService<RememberedTokens>(), snapshot, headers);
        var listener = new Listener("Plain", snapshot.Settings.Listeners["Plain"]);
        var (nobody, known) = (Requests(listener, [null]), Requests(listener, headers));
        var (without, with, anew) = (new Rounds(), new Rounds(), new Rounds());
        await AskAsync(callers, snapshot, nobody);
        await AskAsync(callers, snapshot, known);
        var (bytes, bytesAnew) = (0L, 0L);
        for (var round = 0; round < Rounds.Count; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            without.Add(await AskAsync(callers, snapshot, nobody));
            var before = GC.GetTotalAllocatedBytes(precise: true);
            with.Add(await AskAsync(callers, snapshot, known));
            bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / Questions;
            before = GC.GetTotalAllocatedBytes(precise: true);
            anew.Add(await AskAsync(callers, snapshot, known, request => Connect(request, listener)));
            bytesAnew = (GC.GetTotalAllocatedBytes(precise: true) - before) / Questions;
        }

        return new MarkdownTable("who asks", "ns", "bytes allocated")
            .Add("nothing is shown", without.ToString("0"), "-")
            .Add($"a token of {HeaderLength} bytes that its connection showed before, {Callers} callers in turn", with.ToString("0"), $"{bytes}")
            .Add("the same on a new connection every time", anew.ToString("0"), $"{bytesAnew}");
    }

    private static void Remember(TokenIssuers issuers, RememberedTokens remembered, Snapshot snapshot, List<string> headers)
    {
        // Whoever learns of the settings first forgets all.
        issuers.Of(snapshot.Tokens);
        for (var number = 0; number < headers.Count; number++)
        {
            remembered.Find(new ShownHeader(headers[number]), out var name);
            remembered.Add(name, new CallerToken { Issuer = "http://127.0.0.1:1", Subject = $"caller{number}" }, remembered.Generation, snapshot.Tokens.Options.MostRemembered);
        }
    }

    private static async Task<double> AskAsync(Access.Callers callers, Snapshot snapshot, DefaultHttpContext[] requests, Action<HttpContext>? before = null)
    {
        var started = Stopwatch.GetTimestamp();
        for (var asked = 0; asked < Questions; asked++)
        {
            var request = requests[asked % requests.Length];
            before?.Invoke(request);
            var found = await callers.IdentifyAsync(request, snapshot);
            if (found.IsRefused || found.Caller.IsIdentified == (requests.Length == 1))
            {
                throw new InvalidOperationException("A token that should be known is not.");
            }
        }

        return Stopwatch.GetElapsedTime(started).TotalNanoseconds / Questions;
    }

    private static DefaultHttpContext[] Requests(Listener listener, IReadOnlyList<string?> headers) => [.. headers.Select(header =>
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Loopback;
        Connect(context, listener);
        if (header is not null)
        {
            context.Request.Headers.Authorization = header;
        }

        return context;
    })];

    private static void Connect(HttpContext context, Listener listener)
    {
        // With it goes what is known of the request.
        context.Features.Set<Visit>(null);
        context.Features.Set(new EdgeConnection(listener));
    }
}
