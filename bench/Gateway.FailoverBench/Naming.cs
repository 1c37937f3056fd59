namespace Gateway.FailoverBench;

/// <summary>Who names the replicas of one's own.</summary>
internal enum Naming
{
    Settings,
    Dns,
    Etcd,
}
