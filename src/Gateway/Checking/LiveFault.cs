namespace Gateway.Checking;

/// <summary>Something that is wrong with a destination, and what to do about it. Both are sentences without a period.</summary>
internal sealed record LiveFault(string What, string Remedy);
