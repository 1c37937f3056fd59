using System.Net;
using Gateway.Credentials;

namespace Gateway.Relay;

/// <summary>What a relay does, from its start to its end.</summary>
/// <param name="Edge">The one address that is asked, without a slash at its end.</param>
/// <param name="Listen">Where <c>go</c> asks: an address of this machine only.</param>
/// <param name="Secret">The first element of every path; null where none is needed.</param>
/// <param name="Credentials">What the edge is shown.</param>
internal sealed record RelayPlan(Uri Edge, IPEndPoint Listen, string? Secret, CredentialArguments Credentials)
{
    /// <summary>The edge as it is named to people and put before paths.</summary>
    public string EdgeText => Edge.AbsoluteUri.TrimEnd('/');

    /// <summary>How long the edge may say nothing: a gateway gives each of its clusters its time before it answers.</summary>
    public TimeSpan LongestSilence { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Our name in <c>Via</c>: a relay that is led to itself has to know it.</summary>
    public string Name { get; } = $"relay-{Random.Shared.NextInt64():x16}";
}
