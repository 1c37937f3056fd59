namespace Gateway.Access;

/// <summary>What a client has shown of one sort of credentials: something good, something bad, or nothing.</summary>
/// <typeparam name="T">What it proves.</typeparam>
/// <param name="Good">What it proves; null unless it is good.</param>
/// <param name="Fault">Why it proves nothing, for the client to read; null unless it is bad.</param>
internal readonly record struct Shown<T>(T? Good, string? Fault)
    where T : class
{
    public static Shown<T> Nothing => default;

    /// <summary>Whether it may be good after all, and only cannot be judged now; <see cref="Fault"/> says why.</summary>
    public bool IsUndecided { get; private init; }

    public static Shown<T> Bad(string fault) => new(null, fault);

    public static Shown<T> Undecided(string why) => new(null, why) { IsUndecided = true };

    public static implicit operator Shown<T>(T good) => new(good, null);
}
