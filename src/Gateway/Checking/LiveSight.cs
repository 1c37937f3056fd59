using Gateway.Upstreams;

namespace Gateway.Checking;

/// <summary>What a destination showed while it was asked, for whoever says what is wrong with it.</summary>
/// <param name="Upstream">Its cluster.</param>
/// <param name="Destination">The destination.</param>
/// <param name="Module">The module that it should have, as <c>module@version</c>.</param>
/// <param name="Answers">What it answered.</param>
internal sealed record LiveSight(Upstream Upstream, Destination Destination, string Module, IReadOnlyList<LiveAnswer> Answers)
{
    /// <summary>Its clock less ours, as far as its answers tell; null when they do not.</summary>
    public TimeSpan? ClockSkew { get; init; }

    /// <summary>What its certificate looks like; null where there is none to look at.</summary>
    public CertificateLook? Certificate { get; init; }

    /// <summary>Where it does serve modules, when it does not where the settings say; null when that was not found out.</summary>
    public Uri? OtherBase { get; init; }

    /// <summary>The settings of the cluster.</summary>
    public string Key => $"Upstreams:{Upstream.Name}";

    /// <summary>The setting that holds the address.</summary>
    public string AddressKey => $"ReverseProxy:Clusters:{Upstream.Name}:Destinations:{Destination.State.DestinationId}:Address";

    public LiveAnswer? Find(string question) => Answers.FirstOrDefault(answer => answer.Question.Name == question);
}
