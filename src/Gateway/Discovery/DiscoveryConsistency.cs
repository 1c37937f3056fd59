using Gateway.Upstreams;

namespace Gateway.Discovery;

/// <summary>Rules between the settings of a source.</summary>
internal static class DiscoveryConsistency
{
    public static void Check(string key, DiscoveryOptions options, List<string> faults)
    {
        var isAsked = options.Source is DiscoverySource.Etcd or DiscoverySource.Consul;
        if (isAsked && options.Addresses.Count == 0)
        {
            faults.Add($"{key}:Addresses is empty; an address such as http://127.0.0.1:{(options.Source == DiscoverySource.Etcd ? 2379 : 8500)} is needed.");
        }

        for (var index = 0; index < options.Addresses.Count; index++)
        {
            if (DestinationRules.FindFault(options.Addresses[index]) is { } fault)
            {
                faults.Add($"{key}:Addresses:{index} {fault}.");
            }
        }

        if (options.Source == DiscoverySource.Etcd && options.Prefix.Length == 0)
        {
            faults.Add($"{key}:Prefix is empty; the beginning of keys such as /gateway/athens/ is needed.");
        }

        if (options.Source == DiscoverySource.Consul && options.Service.Length == 0)
        {
            faults.Add($"{key}:Service is empty; the name of a service is needed.");
        }

        if (!options.Path.StartsWith('/'))
        {
            faults.Add($"{key}:Path is \"{options.Path}\"; a path such as /repository/go/ is needed.");
        }

        if (options.Username.Length > 0 != options.PasswordFile.Length + options.PasswordVariable.Length > 0)
        {
            faults.Add($"{key} needs a Username and a PasswordFile or PasswordVariable, or none of them.");
        }
    }
}
