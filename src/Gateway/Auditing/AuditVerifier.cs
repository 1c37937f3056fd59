using System.Text.Json;

namespace Gateway.Auditing;

/// <summary>Finds out whether a log is what the gateway wrote: no line changed, removed, added or moved before its last checkpoint.</summary>
/// <param name="signer">The key of the checkpoints; null to look at the chain alone.</param>
/// <param name="cipher">The key of encrypted lines; null when they are not.</param>
internal sealed class AuditVerifier(AuditSigner? signer, AuditCipher? cipher)
{
    private readonly AuditVerdict _verdict = new();
    private AuditSource.Item? _before;
    private AuditSource.Item? _half;
    private (AuditSource.Item Before, AuditSource.Item Item)? _mismatch;

    /// <summary>Reads the files to the first fault or to their end.</summary>
    /// <param name="files">The files, in any order.</param>
    /// <param name="head">The hash of a line that must be there; null for none.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public async Task<AuditVerdict> VerifyAsync(IEnumerable<string> files, string? head, CancellationToken cancellation)
    {
        await foreach (var item in new AuditSource(cipher).ReadAsync(files, cancellation))
        {
            _verdict.Lines++;
            _verdict.Fault = FindFault(item);
            _verdict.HasHead |= item.Line?.Hash.Equals(head, StringComparison.OrdinalIgnoreCase) == true;
            if (_verdict.Fault is not null)
            {
                return _verdict;
            }
        }

        _verdict.Fault = FindFaultAtEnd(head);
        return _verdict;
    }

    private string? FindFault(AuditSource.Item item)
    {
        if (_mismatch is var (before, changed))
        {
            // Who of the two was changed? The one that the third still knows was not.
            return $"{(item.Line?.Previous == changed.Line!.Hash ? before : changed).Place}: the line was changed, or lines were put in front of it or removed";
        }

        if (_half is { } half)
        {
            if (item.Line is null || NamedTorn(item) != AuditLine.HashOf(half.Raw))
            {
                return Unreadable(half);
            }

            _half = null;
            _verdict.Torn++;
        }

        if (item.Line is not { } line)
        {
            _half = item;
            return null;
        }

        if (!item.IsWhole)
        {
            return $"{item.Place}: the line's end was changed";
        }

        return FindBreak(item, line) ?? (line.IsCheckpoint ? FindBadSignature(item) : null) ?? Accept(item, line);
    }

    private string? FindBreak(AuditSource.Item item, AuditLine line)
    {
        if (_before is not { Line: { } last })
        {
            _verdict.First = line.Number;
            return line.Number == 1 && line.Previous != AuditLine.NoHead ? $"{item.Place}: the first line of a chain names one before it" : null;
        }

        if (line.Number == 1)
        {
            return $"{item.Place}: a new chain begins; what belongs between it and line {last.Number} is missing, or the files belong to several gateways";
        }

        if (line.Number != last.Number + 1)
        {
            return $"{item.Place}: it has the number {line.Number} and follows number {last.Number}: lines were removed, moved or added";
        }

        if (line.Previous != last.Hash)
        {
            _mismatch = (_before, item);
        }

        return null;
    }

    private string? FindBadSignature(AuditSource.Item item)
    {
        _verdict.Checkpoints++;
        return signer is null || _mismatch is not null || signer.IsRight(item.Text) ? null
            : $"{item.Place}: the checkpoint is not signed with the key {signer.KeyId}";
    }

    private string? Accept(AuditSource.Item item, AuditLine line)
    {
        _before = item;
        _verdict.Head = line.Hash;
        _verdict.Uncovered = line.IsCheckpoint ? 0 : _verdict.Uncovered + 1;
        return null;
    }

    private string? FindFaultAtEnd(string? head)
    {
        if (_mismatch is var (before, last))
        {
            return $"{(signer?.IsRight(last.Text) == true ? before : last).Place}: the line was changed, or lines were put in front of it or removed";
        }

        if (_half is { IsWhole: true } half)
        {
            return Unreadable(half);
        }

        _verdict.EndsTorn = _half is not null;
        return head is null || _verdict.HasHead ? null
            : $"the head {head} is not among these lines: the end was cut off behind line {_before?.Line?.Number ?? 0}, or a file is missing";
    }

    private string Unreadable(AuditSource.Item item) =>
        item.Text is null && cipher is not null
            ? $"{item.Place}: the line cannot be decrypted with this key, or was changed"
            : $"{item.Place}: this is no line of an audit log";

    private static string? NamedTorn(AuditSource.Item item)
    {
        using var json = JsonDocument.Parse(item.Text);
        return json.RootElement.TryGetProperty(AuditLine.Torn, out var hash) ? hash.GetString() : null;
    }
}
