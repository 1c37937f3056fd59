using Gateway.Access;
using Microsoft.Extensions.Primitives;

namespace Gateway.Ops;

/// <summary>Who asks on the operators' listener, and what he may do there: a feature of the request.</summary>
/// <param name="Who">Who asks, or why that cannot be said.</param>
internal sealed record OpsAccess(Identification Who)
{
    /// <summary>Whether anybody is named who has a role, so that this machine alone is no role.</summary>
    public bool HasRoles { get; init; }

    /// <summary>Whether he may look.</summary>
    public bool MayView { get; init; }

    /// <summary>Whether he may drain and purge.</summary>
    public bool MayOperate { get; init; }

    /// <summary>Whether he may see who has asked.</summary>
    public bool MaySeeIdentities { get; init; }

    /// <summary>What a browser needs to ask for credentials, for a 401.</summary>
    public StringValues Challenge { get; init; }

    /// <summary>The names of the roles.</summary>
    public IReadOnlyList<string> Roles =>
        [.. new[] { (MayView, "viewer"), (MayOperate, "operator"), (MaySeeIdentities, "auditor") }.Where(role => role.Item1).Select(role => role.Item2)];

    public static OpsAccess Of(HttpContext context) =>
        context.Features.Get<OpsAccess>() ?? throw new InvalidOperationException("An operator was let in past the door.");
}
