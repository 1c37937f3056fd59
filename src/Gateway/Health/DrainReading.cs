namespace Gateway.Health;

/// <summary>The shared drains as Redis has them.</summary>
/// <param name="Revision">Goes up with every change of an order; 0 before the first.</param>
/// <param name="Ahead">How far Redis's clock is ahead of ours.</param>
/// <param name="Orders">The orders that still last; null when nothing has changed since the revision that was asked for.</param>
/// <param name="Words">What the gateways that are there say of themselves; null as well then.</param>
/// <param name="Ended">Entries that may go: orders whose time is over, gateways long gone.</param>
internal sealed record DrainReading(
    long Revision, TimeSpan Ahead, IReadOnlyList<Drain>? Orders, IReadOnlyList<DrainWord>? Words, IReadOnlyList<string> Ended);
