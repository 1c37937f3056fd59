using System.Security.Cryptography;

namespace Gateway.Settings;

/// <summary>What this process is called among the replicas of the gateway.</summary>
/// <param name="Value">Another one for every process.</param>
internal sealed record InstanceName(string Value)
{
    private const int Letters = 4;

    // A machine may run several of them, and a container that is started again is another one.
    public static InstanceName Of(InstanceOptions options) =>
        new(options.Instance.Length > 0 ? options.Instance : $"{Environment.MachineName}-{RandomNumberGenerator.GetHexString(Letters, lowercase: true)}");
}
