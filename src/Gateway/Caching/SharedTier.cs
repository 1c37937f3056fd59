namespace Gateway.Caching;

/// <summary>What is known of the tier that gateways share.</summary>
/// <param name="IsSigned">Whether what is kept there is signed, so that private modules may go there.</param>
internal sealed record SharedTier(bool IsSigned);
