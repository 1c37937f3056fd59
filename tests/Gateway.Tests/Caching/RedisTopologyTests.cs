using System.Security.Cryptography.X509Certificates;
using Gateway.Caching;
using Gateway.Lab.Certificates;
using Gateway.Tests.EndToEnd;

namespace Gateway.Tests.Caching;

/// <summary>Redis behind sentinels, as a cluster, and over TLS.</summary>
public sealed class RedisTopologyTests
{
    // What a master that is gone may cost; none of these tests is about a server that is slow, which a busy machine is.
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(2);

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sentinels_are_asked_for_the_master_at_the_start_and_when_it_is_gone()
    {
        await using var master = await RedisServer.StartAsync(Patience);
        await using var replica = await RedisServer.StartAsync(Patience, "--replicaof", "127.0.0.1", $"{master.Port}");
        await using var sentinel = await StartSentinelAsync(master);
        await Eventually.TrueAsync(async () => (await sentinel.ExecuteAsync(Patience, "SENTINEL", "REPLICAS", "edge")).Contains($"{replica.Port}"), "the sentinel knows the replica", Patience);
        await Eventually.TrueAsync(async () => (await replica.ExecuteAsync(Patience, "INFO", "replication")).Contains("master_link_status:up"), "the replica follows", Patience);
        await using var gateway = await RedisGateway.StartAsync(
            new RedisOptions { Connection = $"127.0.0.1:1,{sentinel.Address},serviceName=edge", Timeout = Budget }, Patience);
        await gateway.KeepAsync("before", "v", Patience, "m");
        (await master.ExecuteAsync(Patience, "EXISTS", "gateway:1:edge:before")).Should().Be("1");
        await Eventually.TrueAsync(async () => await replica.ExecuteAsync(Patience, "EXISTS", "gateway:1:edge:before") == "1", "the replica has it", Patience);

        await master.KillAsync();
        await sentinel.ExecuteAsync(Patience, "SENTINEL", "FAILOVER", "edge");

        await Eventually.TrueAsync(async () => (await replica.ExecuteAsync(Patience, "INFO", "replication")).Contains("role:master"), "the replica is master", Patience);
        await Eventually.TrueAsync(async () =>
        {
            await gateway.KeepAsync("after", "v", Patience);
            return await replica.ExecuteAsync(Patience, "EXISTS", "gateway:1:edge:after") == "1";
        }, "the gateway keeps in the new master", Patience);
        (await gateway.FindSharedAsync("before", Patience)).Should().Be("v");
        gateway.Count(3001).Should().Be(1);
        // It is said a moment after Redis is used.
        await Eventually.TrueAsync(() => gateway.Count(3002) > 0, "it is said", Patience);
        gateway.Count(3002).Should().Be(1);
    }

    [Fact]
    public async Task A_master_that_becomes_a_replica_is_left_for_the_new_one()
    {
        await using var master = await RedisServer.StartAsync(Patience);
        await using var replica = await RedisServer.StartAsync(Patience, "--replicaof", "127.0.0.1", $"{master.Port}");
        await using var sentinel = await StartSentinelAsync(master);
        await Eventually.TrueAsync(async () => (await sentinel.ExecuteAsync(Patience, "SENTINEL", "REPLICAS", "edge")).Contains($"{replica.Port}"), "the sentinel knows the replica", Patience);
        await Eventually.TrueAsync(async () => (await replica.ExecuteAsync(Patience, "INFO", "replication")).Contains("master_link_status:up"), "the replica follows", Patience);
        await using var gateway = await RedisGateway.StartAsync(new RedisOptions { Connection = $"{sentinel.Address},serviceName=edge", Timeout = Budget }, Patience);

        await Eventually.TrueAsync(async () =>
        {
            try
            {
                return await sentinel.ExecuteAsync(Patience, "SENTINEL", "FAILOVER", "edge") == "OK";
            }
            catch (InvalidOperationException)
            {
                // It has not looked at the replica closely enough yet.
                return false;
            }
        }, "the sentinel fails over", Patience);

        await Eventually.TrueAsync(async () =>
        {
            await gateway.KeepAsync("after", "v", Patience);
            return await replica.ExecuteAsync(Patience, "EXISTS", "gateway:1:edge:after") == "1"
                && (await replica.ExecuteAsync(Patience, "INFO", "replication")).Contains("role:master");
        }, "the gateway keeps in the new master", Patience);
        (await gateway.Purges.PurgeAsync(PurgeStamps.Everything, Patience)).IsShared.Should().BeTrue();
    }

    [Fact]
    public async Task Sentinels_that_know_nothing_leave_memory_alone_to_answer_and_say_so()
    {
        await using var master = await RedisServer.StartAsync(Patience);
        await using var sentinel = await StartSentinelAsync(master);
        await using var gateway = await RedisGateway.StartAsync(
            new RedisOptions { Connection = $"{sentinel.Address},serviceName=unknown", Timeout = Budget }, Patience, isAwaited: false);

        await gateway.IsPausedAsync(Patience);
        await Eventually.TrueAsync(() => gateway.Count(3001) == 1, "it is said", Patience);

        gateway.Logged.Single(line => line.Event == 3001).Text.Should().Contain("unknown");
    }

    [Fact]
    public async Task Three_nodes_of_a_cluster_share_the_keys_and_the_purges()
    {
        var nodes = new List<RedisServer>();
        try
        {
            for (var i = 0; i < 3; i++)
            {
                nodes.Add(await RedisServer.StartAsync(Patience, "--cluster-enabled", "yes", "--cluster-node-timeout", "5000", "--cluster-port", $"{LoopbackPort.Free()}"));
            }

            await JoinAsync(nodes);
            var options = new RedisOptions { Connection = $"{nodes[0].Address},{nodes[1].Address}", Timeout = Budget };
            await using var first = await RedisGateway.StartAsync(options, Patience);
            await using var second = await RedisGateway.StartAsync(options, Patience);
            for (var i = 0; i < 90; i++)
            {
                await first.KeepAsync($"k{i}", "v", Patience, i % 3 == 0 ? "m" : "n");
            }

            foreach (var node in nodes)
            {
                int.Parse(await node.ExecuteAsync(Patience, "DBSIZE")).Should().BeGreaterThan(5, "the keys are spread");
            }

            (await second.FindAsync("k3", Patience)).Should().Be("v");
            (await first.Purges.PurgeAsync("m", Patience)).Should().Be(new PurgeResult(30, 30, true, true));
            await Eventually.TrueAsync(async () => await second.FindAsync("k3", Patience) is null, "the other sees it", Patience);
            (await second.FindSharedAsync("k4", Patience)).Should().Be("v");
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task Over_tls_only_a_server_is_used_that_the_authorities_vouch_for()
    {
        using var authority = new LabAuthority();
        using var stranger = new LabAuthority("Somebody else");
        await using var redis = await RedisServer.StartAsync(server => Certified(server, authority, "127.0.0.1"), Patience);
        await File.WriteAllTextAsync(redis.Folder["stranger.pem"], stranger.Pem, Patience);
        var address = $"127.0.0.1:{redis.TlsPort},ssl=true";

        await using (var gateway = await RedisGateway.StartAsync(new RedisOptions { Connection = address, Authorities = redis.Folder["ca.pem"], Timeout = Budget }, Patience))
        {
            await gateway.KeepAsync("k", "v", Patience);
            (await gateway.FindSharedAsync("k", Patience)).Should().Be("v");
        }

        foreach (var authorities in new[] { redis.Folder["stranger.pem"], "" })
        {
            var options = new RedisOptions { Connection = address, Authorities = authorities, Timeout = Budget };
            await using var gateway = await RedisGateway.StartAsync(options, Patience, isAwaited: false);
            await gateway.IsPausedAsync(Patience);
            gateway.Link.IsUsed.Should().BeFalse();
        }
    }

    [Fact]
    public async Task Over_tls_a_server_of_another_name_is_not_used()
    {
        using var authority = new LabAuthority();
        await using var redis = await RedisServer.StartAsync(server => Certified(server, authority, "redis.example"), Patience);
        var options = new RedisOptions { Connection = $"127.0.0.1:{redis.TlsPort},ssl=true", Authorities = redis.Folder["ca.pem"], Timeout = Budget };

        await using var gateway = await RedisGateway.StartAsync(options, Patience, isAwaited: false);

        await gateway.IsPausedAsync(Patience);
        gateway.Link.IsUsed.Should().BeFalse();
    }

    private static string[] Certified(RedisServer server, LabAuthority authority, string name)
    {
        using var certificate = authority.IssueServer([name]);
        File.WriteAllText(server.Folder["ca.pem"], authority.Pem);
        File.WriteAllText(server.Folder["server.pem"], certificate.ExportCertificatePem());
        File.WriteAllText(server.Folder["server.key"], certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        server.TlsPort = LoopbackPort.Free();
        return
        [
            "--tls-port", $"{server.TlsPort}", "--tls-cert-file", server.Folder["server.pem"], "--tls-key-file", server.Folder["server.key"],
            "--tls-ca-cert-file", server.Folder["ca.pem"], "--tls-auth-clients", "no",
        ];
    }

    private static Task<RedisServer> StartSentinelAsync(RedisServer master) => RedisServer.StartSentinelAsync(
        $"""
        sentinel monitor edge 127.0.0.1 {master.Port} 1
        sentinel down-after-milliseconds edge 1000
        sentinel failover-timeout edge 5000
        """, Patience);

    private static async Task JoinAsync(List<RedisServer> nodes)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            var (from, to) = (16384 * i / nodes.Count, 16384 * (i + 1) / nodes.Count - 1);
            await nodes[i].ExecuteAsync(Patience, "CLUSTER", "ADDSLOTSRANGE", $"{from}", $"{to}");
            await nodes[i].ExecuteAsync(Patience, "CLUSTER", "SET-CONFIG-EPOCH", $"{i + 1}");
        }

        foreach (var node in nodes.Skip(1))
        {
            var bus = (await nodes[0].ExecuteAsync(Patience, "CONFIG", "GET", "cluster-port")).Split('\n')[1];
            await node.ExecuteAsync(Patience, "CLUSTER", "MEET", "127.0.0.1", $"{nodes[0].Port}", bus);
        }

        foreach (var node in nodes)
        {
            await Eventually.TrueAsync(async () =>
            {
                var info = await node.ExecuteAsync(Patience, "CLUSTER", "INFO");
                return info.Contains("cluster_state:ok") && info.Contains("cluster_known_nodes:3");
            }, "the cluster is whole", Patience);
        }
    }
}
