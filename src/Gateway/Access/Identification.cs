namespace Gateway.Access;

/// <summary>Who asks, or why that is not enough here.</summary>
/// <param name="Caller">Who asks; <see cref="Caller.Nobody"/> when the request is refused.</param>
/// <param name="Status">200, or the status of the refusal: 401 where credentials would help, 403 where these never will, 503 where these cannot be judged now.</param>
/// <param name="Lines">The text of the refusal: the reason first, then the remedy.</param>
internal readonly record struct Identification(Caller Caller, int Status, IReadOnlyList<string> Lines)
{
    public bool IsRefused => Status != StatusCodes.Status200OK;

    /// <summary>Whether credentials were shown that are wrong. Showing none is no such failure.</summary>
    public bool HasFailed { get; init; }

    public static Identification Of(Caller caller) => new(caller, StatusCodes.Status200OK, []);

    public static Identification Refused(int status, params IReadOnlyList<string> lines) => new(Caller.Nobody, status, lines);
}
