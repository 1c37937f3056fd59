using System.Globalization;
using Gateway.Balancing;
using Gateway.Discovery;
using Gateway.Exchanging;
using Gateway.Health;
using Gateway.Settings;
using GoModules;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Upstreams;

/// <summary>Rules between clusters, upstreams and what the gateway can do with them.</summary>
internal static class UpstreamsConsistency
{
    private static readonly IReadOnlyList<string> Policies = ["RoundRobin", "LeastRequests", "PowerOfTwoChoices", "Random", "FirstAlphabetical", .. BalancingSetup.Names];

    public static void Check(GatewaySettings settings, IReadOnlyList<ClusterConfig> clusters, List<string> faults)
    {
        foreach (var cluster in clusters)
        {
            CheckCluster($"ReverseProxy:Clusters:{cluster.ClusterId}", cluster, faults);
        }

        var names = settings.ReverseProxy.Clusters.Keys.ToList();
        var isPrivate = new ModulePatterns(settings.Modules.Private);
        foreach (var (name, upstream) in settings.Upstreams)
        {
            var key = $"Upstreams:{name}";
            if (!names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                faults.Add($"{key} names no cluster of ReverseProxy:Clusters.{DidYouMean.Sentence(name, names)}");
            }

            if (ModulePath.FindFault(upstream.CredentialProbe) is { } fault)
            {
                faults.Add($"{key}:CredentialProbe is \"{upstream.CredentialProbe}\", which {fault}.");
            }

            if (upstream.Trust != Trust.Internal && isPrivate.Matches(upstream.CredentialProbe))
            {
                faults.Add($"{key}:CredentialProbe is \"{upstream.CredentialProbe}\", which is private, and {name} is not Internal.");
            }

            CheckProbe(key, upstream, isPrivate, faults);
            TokenExchangeConsistency.Check(key, upstream, settings, faults);
            CheckIdentity(key, upstream, clusters.FirstOrDefault(cluster => cluster.ClusterId.Equals(name, StringComparison.OrdinalIgnoreCase)), faults);
            DiscoveryConsistency.Check($"{key}:Discovery", upstream.Discovery, faults);
            if (upstream.FirstByteTimeout > upstream.LastFirstByteTimeout)
            {
                faults.Add($"{key}:FirstByteTimeout, {upstream.FirstByteTimeout}, is longer than LastFirstByteTimeout, {upstream.LastFirstByteTimeout}.");
            }
        }

        if (settings.Failover.FirstByteTimeout > settings.Failover.LastFirstByteTimeout)
        {
            faults.Add($"Failover:FirstByteTimeout, {settings.Failover.FirstByteTimeout}, is longer than Failover:LastFirstByteTimeout, {settings.Failover.LastFirstByteTimeout}.");
        }
    }

    private static void CheckIdentity(string key, UpstreamOptions upstream, ClusterConfig? cluster, List<string> faults)
    {
        if (upstream.ForwardIdentity != ForwardIdentity.None && upstream.Trust != Trust.Internal)
        {
            faults.Add($"{key}:ForwardIdentity is {upstream.ForwardIdentity} and the cluster is Public; only a cluster with \"Trust\": \"Internal\" may be told who asks.");
        }

        if (upstream.ForwardIdentity is ForwardIdentity.Token or ForwardIdentity.Exchange)
        {
            faults.AddRange((cluster?.Destinations ?? new Dictionary<string, DestinationConfig>())
                .Where(destination => !destination.Value.Address.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
                .Select(destination => $"{key}:ForwardIdentity is {upstream.ForwardIdentity} and destination {destination.Key} is {destination.Value.Address}; tokens go over https only."));
        }

        if (upstream.Certificate.Length > 0 != upstream.Key.Length > 0)
        {
            faults.Add($"{key} needs a Certificate and a Key, or none of them.");
        }
    }

    private static void CheckProbe(string key, UpstreamOptions upstream, ModulePatterns isPrivate, List<string> faults)
    {
        var (module, version) = Probing.Split(upstream.ProbeModule);
        if (ModulePath.FindFault(module) is { } fault)
        {
            faults.Add($"{key}:ProbeModule is \"{upstream.ProbeModule}\", whose module path {fault}.");
        }
        else if (!SemanticVersion.IsValid(version))
        {
            faults.Add($"{key}:ProbeModule is \"{upstream.ProbeModule}\"; a module and a version such as golang.org/x/mod@v0.3.0 are needed.");
        }
        else if (upstream.Trust != Trust.Internal && isPrivate.Matches(module))
        {
            faults.Add($"{key}:ProbeModule is \"{upstream.ProbeModule}\", which is private, and the cluster is not Internal.");
        }

        if (upstream.ProbePath is { } path && !Uri.TryCreate(path, UriKind.Relative, out _))
        {
            faults.Add($"{key}:ProbePath is \"{path}\"; a path such as healthz or /status is needed.");
        }
    }

    private static void CheckCluster(string key, ClusterConfig cluster, List<string> faults)
    {
        if (cluster.Destinations is not { Count: > 0 })
        {
            faults.Add($"{key}:Destinations is empty; an entry such as \"a\": {{ \"Address\": \"https://proxy.golang.org/\" }} is needed.");
        }

        foreach (var (name, destination) in cluster.Destinations ?? new Dictionary<string, DestinationConfig>())
        {
            if (DestinationRules.FindFault(destination.Address) is { } fault)
            {
                faults.Add($"{key}:Destinations:{name}:Address {fault}.");
            }

            if (destination.Host is { } host && !DestinationRules.IsHost(host))
            {
                faults.Add($"{key}:Destinations:{name}:Host is \"{(host.Contains('@') ? "…" : host)}\"; a name such as nexus.corp.example or nexus.corp.example:8081 is needed.");
            }

            if (destination.Metadata?.TryGetValue(Destination.WeightKey, out var weight) == true
                && !(double.TryParse(weight, CultureInfo.InvariantCulture, out var number) && DestinationRules.IsWeight(number)))
            {
                faults.Add($"{key}:Destinations:{name}:Metadata:Weight is \"{weight}\"; a number above 0 and up to 1000 is needed.");
            }
        }

        if (cluster.LoadBalancingPolicy is { } policy && !Policies.Contains(policy, StringComparer.OrdinalIgnoreCase))
        {
            faults.Add($"{key}:LoadBalancingPolicy is \"{policy}\"; one of {string.Join(", ", Policies)} is needed.{DidYouMean.Sentence(policy, Policies)}");
        }

        if (cluster.SessionAffinity?.Enabled == true)
        {
            faults.Add($"{key}:SessionAffinity is enabled; the go command keeps no cookies, so remove it.");
        }

        if (cluster.HealthCheck?.Passive?.Enabled == true)
        {
            faults.Add($"{key}:HealthCheck:Passive is enabled; YARP's passive policies see no module requests, so remove it.");
        }

        if (cluster.HttpClient?.DangerousAcceptAnyServerCertificate == true)
        {
            faults.Add($"{key}:HttpClient:DangerousAcceptAnyServerCertificate is true; name the authority in Upstreams:{cluster.ClusterId}:Authorities instead.");
        }
    }
}
