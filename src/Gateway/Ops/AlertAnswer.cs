namespace Gateway.Ops;

/// <summary>What became of an alert, as JSON.</summary>
/// <param name="Alert">Its name.</param>
/// <param name="Cluster">Whom it is about; null when it does not say.</param>
/// <param name="Done"><c>drained</c>, <c>undrained</c> or <c>nothing</c>.</param>
/// <param name="Why">Why nothing; empty otherwise.</param>
internal sealed record AlertAnswer(string Alert, string? Cluster, string Done, string Why);
