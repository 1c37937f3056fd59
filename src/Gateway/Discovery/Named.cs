using System.Globalization;
using Gateway.Upstreams;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Discovery;

/// <summary>One entry of a source: a destination, or why it is none.</summary>
/// <param name="Key">Where the source has it, for people.</param>
/// <param name="Name">The destination's name in the cluster.</param>
/// <param name="Destination">It, in YARP's words; null when there is a fault.</param>
/// <param name="Fault">What is wrong, to be read behind the key; null when nothing is.</param>
internal sealed record Named(string Key, string Name, DestinationConfig? Destination, string? Fault)
{
    private const int LongestName = 200;

    public static Named Wrong(string key, string fault) => new(Shown(key), "", null, fault);

    /// <summary>A destination with an address and a weight, if both can be.</summary>
    public static Named Of(string key, string name, string address, double weight, bool isDown = false, bool isBackup = false)
    {
        var fault = name.Length is 0 or > LongestName || name.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter)) ? "has a name of no, or more than 200, letters, or with spaces"
            : DestinationRules.FindFault(address) is { } wrong ? $"has an address that {wrong}"
            : !DestinationRules.IsWeight(weight) ? "has a weight that is no number above 0 and up to 1000"
            : null;
        if (fault is not null)
        {
            return Wrong(key, fault);
        }

        var metadata = new Dictionary<string, string>
        {
            [Upstreams.Destination.WeightKey] = weight.ToString(CultureInfo.InvariantCulture),
            [Upstreams.Destination.DownKey] = isDown.ToString(),
            [Upstreams.Destination.BackupKey] = isBackup.ToString(),
        };
        return new Named(Shown(key), name, new DestinationConfig { Address = address, Metadata = metadata }, null);
    }

    /// <summary>Others write the keys, and a log line is one line.</summary>
    private static string Shown(string key) =>
        new([.. key.Take(LongestName).Select(letter => char.IsControl(letter) ? '?' : letter)]);
}
