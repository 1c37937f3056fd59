using System.Buffers;
using Gateway.Access;
using Gateway.Access.Rules;
using Gateway.Caching;
using Gateway.Checksums;
using Gateway.Limits;
using Gateway.Upstreams;
using GoModules;
using GoModules.Licenses;

namespace Gateway.Edge;

/// <summary>Who asks for what in one request, and what becomes of it: for the spine, which fills it as it goes, and for those who write it down.</summary>
/// <remarks>One feature of the request for all of it: the platform looks for features one after another, twenty times a hit were 5% of its processor time.</remarks>
internal sealed class Visit(EdgeConnection? connection)
{
    private SharedBody? _growing;
    private ChecksumNote? _note;

    /// <summary>The connection on which it came. Only what is put together outside a server has none.</summary>
    public EdgeConnection Connection => connection ?? throw new InvalidOperationException("A connection came in past every listener.");

    /// <summary>Who asks, once that is known; <see cref="Caller.Nobody"/> before.</summary>
    public Caller Caller { get; set; } = Caller.Nobody;

    /// <summary>The mark of a request that only repeats a refused one; null for any other.</summary>
    public Twin? Twin { get; set; }

    /// <summary>What tells it from other requests of its connection; null while nobody wanted to know.</summary>
    public Fingerprint? Fingerprint { get; set; }

    /// <summary>What the rules say of it; null while, and where, they are not asked.</summary>
    public Decision? Decision { get; set; }

    /// <summary>What was asked; null when it was no request of the protocol.</summary>
    public GoRequest? Request { get; set; }

    /// <summary>The route or checksum database that took it; null when none did.</summary>
    public string? Route { get; set; }

    /// <summary>Whether it was no Go request and a route of YARP's section took it; <see cref="Request"/> is then what its path names.</summary>
    public bool IsPassedThrough { get; set; }

    /// <summary>How the answer was come by; null when nothing was looked for.</summary>
    public CacheOutcome? Outcome { get; private set; }

    /// <summary>The kept answer that was served; null when it was none.</summary>
    public CachedResponse? Kept { get; private set; }

    /// <summary>Who was asked; empty for what was kept.</summary>
    public IReadOnlyList<Attempt> Attempts { get; private set; } = [];

    /// <summary>The cluster that the body comes from; null when there is none.</summary>
    public string? Cluster { get; private set; }

    /// <summary>What is known of the hash of what was served, and the hash as go.sum has it; null when it was not looked at, or not yet.</summary>
    public (ChecksumState State, string? Hash)? Checksum =>
        Kept is { ChecksumState: not ChecksumState.Unchecked } kept ? (kept.ChecksumState, kept.Checksum)
        : _note?.Verdict is { State: not ChecksumState.Unchecked } verdict ? (verdict.State, verdict.Hash)
        : null;

    /// <summary>The licences of the zip; null where no rule looked at them.</summary>
    public ModuleLicenses? Licenses { get; set; }

    /// <summary>Bytes of the body that were handed to the client's connection.</summary>
    public long Bytes { get; set; }

    /// <summary>How long the client may take for a large body; null until one is sent.</summary>
    public DownloadTime? Time { get; set; }

    /// <summary>What the client was told when it was refused; null when it was not.</summary>
    public string? Refusal { get; set; }

    /// <summary>Whether the client was cut off in the middle of a body.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>Whether the route asks its new clusters for this module; null when no route took it.</summary>
    public Lane? Lane { get; set; }

    /// <summary>Called when the request is let in, before it is answered; null when nobody wants to know. Must be quick.</summary>
    public Action? LetIn { get; set; }

    /// <summary>The body that was streamed, once all of it was and it is held; null when there was none, or it was one that is kept.</summary>
    public ReadOnlySequence<byte>? FindStreamed() => Kept is null && _growing is { IsHeld: true } body ? body.ToSequence() : null;

    /// <summary>SHA-256 of the body in lower-case hexadecimal, once all of it has passed; null when there was none, or it is not known.</summary>
    public string? FindSha256() => Kept is { Status: StatusCodes.Status200OK } kept ? kept.Sha256 : _growing?.Sha256;

    /// <summary>The request's own; there is always one.</summary>
    public static Visit Of(HttpContext context)
    {
        if (context.Features.Get<Visit>() is { } known)
        {
            return known;
        }

        var visit = new Visit(context.Features.Get<EdgeConnection>());
        context.Features.Set(visit);
        return visit;
    }

    /// <summary>Takes down what the cache handed out.</summary>
    public void Answered(CacheAnswer answer)
    {
        Outcome = answer.Outcome;
        Kept = answer.Kept;
        Attempts = answer.Attempts;
        _growing = answer.Growing?.Body;
        _note = answer.Note;
        Cluster = answer.Kept?.Cluster ?? answer.Sender;
    }
}
