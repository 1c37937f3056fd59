using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Access.Tokens;

/// <summary>What stands for a token where it is remembered: a SHA-256 of the header that showed it, with a salt.</summary>
internal sealed record TokenName(ulong A, ulong B, ulong C, ulong D)
{
    public static TokenName Of(string header, ReadOnlySpan<byte> salt)
    {
        var length = salt.Length + Encoding.UTF8.GetMaxByteCount(header.Length);
        byte[]? rented = null;
        var buffer = length <= 4096 ? stackalloc byte[length] : (rented = ArrayPool<byte>.Shared.Rent(length));
        salt.CopyTo(buffer);
        var written = salt.Length + Encoding.UTF8.GetBytes(header, buffer[salt.Length..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer[..written], hash);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }

        var words = MemoryMarshal.Cast<byte, ulong>(hash);
        return new TokenName(words[0], words[1], words[2], words[3]);
    }
}
