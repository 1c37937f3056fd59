using System.ComponentModel.DataAnnotations;

namespace Gateway.Settings;

/// <summary>This gateway among others. Section <c>Gateway</c>.</summary>
internal sealed class InstanceOptions
{
    /// <summary>The name in <c>Via</c>, shared by replicas: a request that comes back with it is a loop. Default <c>edge</c>.</summary>
    [RegularExpression("[A-Za-z0-9][A-Za-z0-9.-]{0,62}", ErrorMessage = "letters, digits, dots and dashes are needed, at most 63")]
    public string Name { get; init; } = "edge";
}
