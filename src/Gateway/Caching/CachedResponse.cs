using System.Buffers;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Gateway.Checksums;
using Microsoft.Net.Http.Headers;

namespace Gateway.Caching;

/// <summary>An answer that is kept, with its own times. Every caller gets the same instance.</summary>
[ImmutableObject(true)]
internal sealed class CachedResponse : IPurgeable, IMeasured
{
    // Two who ask at once make the same.
    private string? _sha256;
    private string? _date;
    private LicenseReading? _licenses;
    private KeptBody _body;

    /// <summary>200, or 404 for a "not found" that is remembered.</summary>
    public required int Status { get; init; }

    /// <summary>The body, in memory from when it is asked for here; of a 404 the lines that say who said so.</summary>
    public required ReadOnlySequence<byte> Body
    {
        get => _body.Bytes;
        init => _body = new KeptBody(value);
    }

    /// <summary>How long the body is, in bytes.</summary>
    public long Length => _body.Length;

    /// <summary>The strong validator it was first sent with and keeps for life, with quotes; null when there is none.</summary>
    public string? ETag { get; init; }

    /// <summary>When the cluster last changed it; null when it did not say.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>The same as a header says it; null when it is not known. Written once: a text for every hit would be 80 bytes.</summary>
    public string? LastModifiedDate => LastModified is { } date ? _date ??= HeaderUtilities.FormatDate(date) : null;

    /// <summary>The cluster it came from.</summary>
    public required string Cluster { get; init; }

    /// <summary>The cluster's own strong validator, to ask it whether it has changed; null when there is none.</summary>
    public string? Validator { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset Fetched { get; init; }

    /// <summary>Until when it is believed.</summary>
    public required DateTimeOffset FreshUntil { get; init; }

    /// <summary>Until when it may be served although it is no longer believed, when every cluster fails.</summary>
    public required DateTimeOffset KeptUntil { get; init; }

    /// <summary>The purge counter as it was read before the answer was asked for.</summary>
    public required long Stamp { get; init; }

    /// <summary>What was known of its hash when it was kept.</summary>
    public ChecksumState ChecksumState { get; init; }

    /// <summary>Its hash as go.sum has it, <c>h1:…</c>; null when it was not made.</summary>
    public string? Checksum { get; init; }

    /// <summary>SHA-256 of the body in lower-case hexadecimal; made when it is first asked for, where it was not while the body came.</summary>
    [AllowNull]
    public string Sha256
    {
        get => _sha256 ??= Hash(Body);
        init => _sha256 = value;
    }

    /// <summary>The licences in it, where it is a zip.</summary>
    [AllowNull]
    public LicenseReading Licenses
    {
        get => _licenses ?? Interlocked.CompareExchange(ref _licenses, new LicenseReading(), null) ?? _licenses;
        init => _licenses = value;
    }

    /// <summary>The body as a file, for an answer that the kernel can send; null when it lies in memory. Moves it where it is sent often.</summary>
    public BodyFile? FileToSend() => _body.FileToSend();

    public bool IsFresh(DateTimeOffset now) => now < FreshUntil;

    /// <summary>Whether it may be served although it is no longer believed.</summary>
    public bool MayServeStale(DateTimeOffset now) => Status == StatusCodes.Status200OK && now < KeptUntil;

    /// <summary>Bytes it takes: the body, and about as much again as a small object.</summary>
    public long Size => Length + 200;

    private static string Hash(ReadOnlySequence<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var segment in body)
        {
            hash.AppendData(segment.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
