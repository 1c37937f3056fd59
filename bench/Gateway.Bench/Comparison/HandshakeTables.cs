using Gateway.Bench.Results;

namespace Gateway.Bench.Comparison;

/// <summary>Whole handshakes with client certificates, of the gateway and of nginx with the same keys and authorities.</summary>
internal static class HandshakeTables
{
    private static readonly (string Name, string Server, string Port)[] Rivals = [("gateway", "guarded", "guarded"), ("nginx", "nginx", "mutual")];

    public static async Task<MarkdownTable> MeasureAsync(CancellationToken cancellation)
    {
        await using var stage = new Stage();
        await stage.PrepareAsync(cancellation);
        await stage.StartAsync(Rivals.Select(rival => rival.Server));
        var table = new MarkdownTable("whole handshakes, P-256 on both sides, one core", "who", "a second", "µs of processor", "for each µs: gateway / nginx");
        foreach (var (option, version) in new[] { ("-tls1_3", "TLS 1.3"), ("-tls1_2", "TLS 1.2") })
        {
            var (rates, costs) = (Rivals.ToDictionary(rival => rival, _ => new Rounds()), Rivals.ToDictionary(rival => rival, _ => new Rounds()));
            for (var round = -1; round < Rounds.Count; round++)
            {
                foreach (var rival in Rivals)
                {
                    var used = stage[rival.Server].Processor;
                    var (made, rate) = await HandshakeClients.RunAsync(stage.PortOf(rival.Port), option, stage.ClientCertificate, stage.ClientKey, cancellation);
                    if (round >= 0)
                    {
                        rates[rival].Add(rate);
                        costs[rival].Add((stage[rival.Server].Processor - used).TotalMicroseconds / made);
                    }
                }
            }

            foreach (var rival in Rivals)
            {
                table.Add(
                    rival == Rivals[0] ? version : "", rival.Name, rates[rival].ToString("N0"), costs[rival].ToString("N0"), rival == Rivals[0] ? "" : costs[rival].Over(costs[Rivals[0]]).ToString("0.00"));
            }
        }

        return table;
    }
}
