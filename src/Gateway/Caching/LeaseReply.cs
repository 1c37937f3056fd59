namespace Gateway.Caching;

/// <summary>What came of asking for a lease.</summary>
/// <param name="State">Whose it is.</param>
/// <param name="Lease">To be given back when it was taken; else there is nothing to give.</param>
internal readonly record struct LeaseReply(LeaseState State, FetchLease Lease);
