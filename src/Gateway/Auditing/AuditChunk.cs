namespace Gateway.Auditing;

/// <summary>Records one behind the other in one piece of memory: thousands that wait are no object each.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class AuditChunk(int bytes)
{
    /// <summary>The usual size, in bytes: some eighty records, and below what .NET keeps among its large objects.</summary>
    public const int UsualBytes = 64 * 1024;

    private readonly byte[] _bytes = new byte[bytes];
    private readonly List<AuditRecord> _records = [];
    private int _written;
    private int _taken;

    /// <summary>Whether it is of the usual size, and worth using again.</summary>
    public bool IsUsual => _bytes.Length == UsualBytes;

    /// <summary>Puts a record behind the others; false when it finds no room.</summary>
    public bool TryAdd(string type, DateTimeOffset time, ReadOnlySpan<byte> fields)
    {
        if (fields.Length > _bytes.Length - _written)
        {
            return false;
        }

        fields.CopyTo(_bytes.AsSpan(_written));
        _records.Add(new AuditRecord(type, time, _bytes.AsMemory(_written, fields.Length)));
        _written += fields.Length;
        return true;
    }

    /// <summary>The first record that was not taken yet; valid until <see cref="Clear"/>.</summary>
    public bool TryTake(out AuditRecord record)
    {
        record = _taken < _records.Count ? _records[_taken] : default;
        return _taken < _records.Count && ++_taken > 0;
    }

    public void Clear()
    {
        _records.Clear();
        (_written, _taken) = (0, 0);
    }
}
