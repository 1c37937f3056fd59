namespace Gateway.Ops;

/// <summary>A checksum database as an operator is shown it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Records">How many records its largest proved tree has.</param>
/// <param name="Hash">The hash of that tree.</param>
internal sealed record ChecksumDatabaseAnswer(string Name, long Records, string Hash);
