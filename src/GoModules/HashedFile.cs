using System.IO.Compression;
using System.Security.Cryptography;

namespace GoModules;

/// <summary>A file of a zip that was unpacked and hashed.</summary>
/// <param name="Start">Where its packed bytes begin.</param>
/// <param name="PackedSize">How many they are.</param>
/// <param name="IsDeflated">How they are packed.</param>
/// <param name="Size">How many bytes the file has.</param>
/// <param name="Checksum">Its CRC-32.</param>
/// <param name="Hash">Its SHA-256.</param>
internal sealed record HashedFile(long Start, long PackedSize, bool IsDeflated, long Size, uint Checksum, byte[] Hash)
{
    private const int Piece = 64 * 1024;

    /// <summary>Unpacks and hashes; null when there are not just so many bytes. Takes time in proportion to the size it should have.</summary>
    public static HashedFile? Of(ZipBytes zip, long start, long packedSize, bool isDeflated, long size, byte[]? buffer = null)
    {
        if (start + packedSize > zip.Length)
        {
            return null;
        }

        buffer ??= new byte[Piece];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var checksum = new Crc32();
        var left = size;
        try
        {
            using var packed = new ZipStream(zip, start, packedSize);
            using Stream stream = isDeflated ? new DeflateStream(packed, CompressionMode.Decompress) : packed;
            for (int read; (read = stream.Read(buffer)) > 0; left -= read)
            {
                if (read > left)
                {
                    return null;
                }

                hash.AppendData(buffer, 0, read);
                checksum.Append(buffer.AsSpan(0, read));
            }
        }
        catch (InvalidDataException)
        {
            return null;
        }

        return left == 0 ? new HashedFile(start, packedSize, isDeflated, size, checksum.Value, hash.GetHashAndReset()) : null;
    }

    /// <summary>A buffer to unpack one file after another with.</summary>
    public static byte[] NewBuffer() => new byte[Piece];
}
