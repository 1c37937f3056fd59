using System.Text;
using Gateway.Bench.Peers;
using Gateway.Bench.Results;
using Gateway.Lab;

namespace Gateway.Bench.MemoryHits;

/// <summary>What the whole server allocates for a hit, from the socket to the socket.</summary>
internal static class ServedHits
{
    private const int Hits = 10_000;

    // Kestrel keeps the last target of a connection; one path over and over would hide what a new one takes.
    private const int Paths = 100;

    private static readonly byte[] Body = Encoding.ASCII.GetBytes("module example.org/module\n".PadRight(1000, '/'));

    /// <summary>Of the gateway as it ships.</summary>
    public static async Task<Rounds> OfGatewayAsync()
    {
        await using var origin = await SlowOrigin.StartAsync(_ => Body, TimeSpan.Zero);
        await using var gateway = await LabGateway.StartAsync(GatewayBefore.Settings(origin.Address));
        var rounds = Measure(new Uri(gateway.GoProxy), "Cache-Status: gateway; hit"u8);
        return origin.Asked == Paths ? rounds : throw new InvalidOperationException($"The origin was asked {origin.Asked} times for {Paths} files.");
    }

    /// <summary>Of a bare Kestrel that sends the same bytes and looks at nothing: less cannot be.</summary>
    public static async Task<Rounds> OfKestrelAsync()
    {
        await using var origin = await SlowOrigin.StartAsync(_ => Body, TimeSpan.Zero);
        return Measure(origin.Address, "HTTP/1.1"u8);
    }

    private static Rounds Measure(Uri address, ReadOnlySpan<byte> sign)
    {
        using var client = new HitClient(address);
        var requests = Enumerable.Range(0, Paths)
            .Select(number => HitClient.RequestFor(address, $"example.org/group{number % 7}/module{number}/@v/v1.2.3.mod")).ToArray();
        Run(client, requests, "HTTP/1.1"u8);
        Run(client, requests, sign);
        var rounds = new Rounds();
        for (var round = 0; round < Rounds.Count; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            Run(client, requests, sign);
            rounds.Add((double)(GC.GetTotalAllocatedBytes(precise: true) - before) / Hits);
        }

        return rounds;
    }

    private static void Run(HitClient client, byte[][] requests, ReadOnlySpan<byte> sign)
    {
        for (var hit = 0; hit < Hits; hit++)
        {
            if (client.Ask(requests[hit % Paths]).IndexOf(sign) < 0)
            {
                throw new InvalidOperationException("An answer that should be kept is none.");
            }
        }
    }
}
