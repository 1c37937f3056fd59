using System.Runtime.CompilerServices;

namespace Gateway.Auditing;

/// <summary>The lines of several files in the order of their numbers, whatever order the files were named in.</summary>
internal sealed class AuditSource(AuditCipher? cipher)
{
    /// <summary>A line as it stands in a file.</summary>
    /// <param name="File">The file.</param>
    /// <param name="Row">Its place there, from 1.</param>
    /// <param name="Raw">Its bytes.</param>
    /// <param name="Text">The same, decrypted; null when that failed.</param>
    /// <param name="Line">Its place in the chain; null when it is no line of an audit log.</param>
    /// <param name="IsWhole">Whether it has an end.</param>
    internal sealed record Item(string File, long Row, byte[] Raw, byte[]? Text, AuditLine? Line, bool IsWhole)
    {
        public string Place => $"{File}, line {Row}";
    }

    /// <summary>Every line of every file.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public async IAsyncEnumerable<Item> ReadAsync(IEnumerable<string> files, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var ordered = new List<(long First, string File)>();
        foreach (var file in files)
        {
            ordered.Add((await FirstNumberAsync(file, cancellation), file));
        }

        foreach (var (_, file) in ordered.OrderBy(one => one.First))
        {
            await foreach (var item in ReadAsync(file, cancellation))
            {
                yield return item;
            }
        }
    }

    private async Task<long> FirstNumberAsync(string file, CancellationToken cancellation)
    {
        await foreach (var item in ReadAsync(file, cancellation))
        {
            if (item.Line is { } line)
            {
                return line.Number;
            }
        }

        return long.MaxValue;
    }

    private async IAsyncEnumerable<Item> ReadAsync(string file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var stream = AuditArchive.OpenRead(file);
        var row = 0L;
        await using var lines = AuditLines.ReadAsync(stream, cancellation).GetAsyncEnumerator(cancellation);
        while (await NextAsync(lines, file))
        {
            var (bytes, isWhole) = lines.Current;
            var text = cipher is null ? bytes : cipher.Decrypt(bytes);
            yield return new Item(file, ++row, bytes, text, text is null ? null : AuditLine.Read(text), isWhole);
        }
    }

    /// <exception cref="InvalidDataException">The file is damaged; it is named.</exception>
    private static async Task<bool> NextAsync(IAsyncEnumerator<(byte[] Bytes, bool IsWhole)> lines, string file)
    {
        try
        {
            return await lines.MoveNextAsync();
        }
        catch (InvalidDataException damaged)
        {
            throw new InvalidDataException($"{file}: {damaged.Message}", damaged);
        }
    }
}
