using System.Buffers;
using Gateway.Caching;

namespace Gateway.Mirroring;

/// <summary>What became of a request, as a mirror is told.</summary>
/// <param name="Decision"><c>allow</c>, <c>deny</c>, <c>unauthenticated</c> or <c>none</c>, as in the audit log.</param>
/// <param name="Rule">The rule that decided; null when none did.</param>
/// <param name="Cluster">Where the body came from; null when there was none.</param>
/// <param name="Status">The status that the client got.</param>
/// <param name="Bytes">Bytes of the body that were handed to the client's connection.</param>
/// <param name="Cache">How the answer was come by; null when nothing was looked for.</param>
/// <param name="Caller">Who asked, as a hash that the operator's salt makes; null without one.</param>
/// <param name="IsComplete">Whether the client stayed to the end.</param>
internal sealed record ServedOutcome(string Decision, string? Rule, string? Cluster, int Status, long Bytes, string? Cache, string? Caller, bool IsComplete)
{
    /// <summary>The kept answer that was served; null when it was none.</summary>
    public CachedResponse? Kept { get; init; }

    /// <summary>The body of one that was streamed whole; null when it is not held.</summary>
    public ReadOnlySequence<byte>? Streamed { get; init; }

    /// <summary>SHA-256 of a body that was streamed, in lower-case hexadecimal; null when it is not known.</summary>
    public string? Sha256 { get; init; }

    /// <summary>How many bytes of a body it holds.</summary>
    public long Held => Kept is { Status: StatusCodes.Status200OK } ? Kept.Length : Streamed?.Length ?? 0;

    /// <summary>The body that was served whole; null when it is not held. Of what is kept only whoever compares it asks for it: it may lie in a file.</summary>
    public ReadOnlySequence<byte>? FindBody() => Kept is { Status: StatusCodes.Status200OK } ? Kept.Body : Streamed;

    /// <summary>SHA-256 of the body in lower-case hexadecimal; null when it is not known.</summary>
    public string? FindSha256() => Kept is { Status: StatusCodes.Status200OK } ? Kept.Sha256 : Sha256;

    /// <summary>The same without the body, for when too much is held already.</summary>
    public ServedOutcome WithoutBody() => this with { Kept = null, Streamed = null };
}
