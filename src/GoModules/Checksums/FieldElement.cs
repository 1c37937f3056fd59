using System.Buffers.Binary;
using System.Numerics;

namespace GoModules.Checksums;

/// <summary>A number modulo 2^255 - 19, in five limbs of 51 bits.</summary>
/// <remarks>For verifying alone: how long it takes depends on the numbers, which are no secrets.</remarks>
internal readonly struct FieldElement
{
    /// <summary>Bytes of an encoded number.</summary>
    public const int Length = 32;

    private const int LimbBits = 51;
    private const ulong Mask = (1UL << LimbBits) - 1;

    // Twice the prime, limb by limb: added before a subtraction, so that no limb falls below zero.
    private const ulong TwicePrimeLowest = (Mask - 18) * 2;
    private const ulong TwicePrimeOther = Mask * 2;

    private readonly ulong _a, _b, _c, _d, _e;

    private FieldElement(ulong a, ulong b, ulong c, ulong d, ulong e)
    {
        // Carries once: limbs are below 2^52 afterwards, whatever sum or difference they were.
        _a = (a & Mask) + (19 * (e >> LimbBits));
        _b = (b & Mask) + (a >> LimbBits);
        _c = (c & Mask) + (b >> LimbBits);
        _d = (d & Mask) + (c >> LimbBits);
        _e = (e & Mask) + (d >> LimbBits);
    }

    public static BigInteger Prime { get; } = BigInteger.Pow(2, 255) - 19;

    public static FieldElement Zero { get; }

    public static FieldElement One { get; } = new(1, 0, 0, 0, 0);

    /// <summary>Whether its canonical encoding is odd, which is what the sign of a coordinate is.</summary>
    public bool IsNegative => (ToBytes()[0] & 1) == 1;

    public static FieldElement operator +(in FieldElement x, in FieldElement y) =>
        new(x._a + y._a, x._b + y._b, x._c + y._c, x._d + y._d, x._e + y._e);

    public static FieldElement operator -(in FieldElement x, in FieldElement y) => new(
        x._a + TwicePrimeLowest - y._a, x._b + TwicePrimeOther - y._b, x._c + TwicePrimeOther - y._c, x._d + TwicePrimeOther - y._d, x._e + TwicePrimeOther - y._e);

    public static FieldElement operator -(in FieldElement x) => Zero - x;

    public static FieldElement operator *(in FieldElement x, in FieldElement y)
    {
        // What overflows 2^255 comes back nineteen times.
        var (b, c, d, e) = (19 * y._b, 19 * y._c, 19 * y._d, 19 * y._e);
        var low = Math.BigMul(x._a, y._a) + Math.BigMul(x._b, e) + Math.BigMul(x._c, d) + Math.BigMul(x._d, c) + Math.BigMul(x._e, b);
        var second = Math.BigMul(x._a, y._b) + Math.BigMul(x._b, y._a) + Math.BigMul(x._c, e) + Math.BigMul(x._d, d) + Math.BigMul(x._e, c);
        var third = Math.BigMul(x._a, y._c) + Math.BigMul(x._b, y._b) + Math.BigMul(x._c, y._a) + Math.BigMul(x._d, e) + Math.BigMul(x._e, d);
        var fourth = Math.BigMul(x._a, y._d) + Math.BigMul(x._b, y._c) + Math.BigMul(x._c, y._b) + Math.BigMul(x._d, y._a) + Math.BigMul(x._e, e);
        var high = Math.BigMul(x._a, y._e) + Math.BigMul(x._b, y._d) + Math.BigMul(x._c, y._c) + Math.BigMul(x._d, y._b) + Math.BigMul(x._e, y._a);
        return new FieldElement(
            ((ulong)low & Mask) + (19 * (ulong)(high >> LimbBits)),
            ((ulong)second & Mask) + (ulong)(low >> LimbBits),
            ((ulong)third & Mask) + (ulong)(second >> LimbBits),
            ((ulong)fourth & Mask) + (ulong)(third >> LimbBits),
            ((ulong)high & Mask) + (ulong)(fourth >> LimbBits));
    }

    /// <summary>Reads 32 bytes, lowest first. The highest bit is left alone, and what is not smaller than the prime is taken modulo it, as Go does.</summary>
    public static FieldElement Read(ReadOnlySpan<byte> bytes)
    {
        var (one, two, three, four) = (
            BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));
        return new FieldElement(
            one & Mask, ((one >> 51) | (two << 13)) & Mask, ((two >> 38) | (three << 26)) & Mask, ((three >> 25) | (four << 39)) & Mask, (four >> 12) & Mask);
    }

    public static FieldElement Of(BigInteger number)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes.Clear();
        var reduced = BigInteger.Remainder(number, Prime);
        (reduced.Sign < 0 ? reduced + Prime : reduced).TryWriteBytes(bytes, out _, isUnsigned: true);
        return Read(bytes);
    }

    public FieldElement Power(BigInteger exponent)
    {
        var power = One;
        for (var bit = (int)exponent.GetBitLength() - 1; bit >= 0; bit--)
        {
            power *= power;
            power = (exponent >> bit).IsEven ? power : power * this;
        }

        return power;
    }

    public bool Equals(in FieldElement other) => ToBytes().AsSpan().SequenceEqual(other.ToBytes());

    /// <summary>The one encoding of the number: 32 bytes, lowest first.</summary>
    public byte[] ToBytes()
    {
        var carried = new FieldElement(_a, _b, _c, _d, _e);
        var (a, b, c, d, e) = (carried._a, carried._b, carried._c, carried._d, carried._e);
        // Whether the number plus 19 reaches 2^255, that is whether it is not below the prime.
        var over = (a + 19) >> LimbBits;
        over = (b + over) >> LimbBits;
        over = (c + over) >> LimbBits;
        over = (d + over) >> LimbBits;
        over = (e + over) >> LimbBits;
        a += 19 * over;
        b += a >> LimbBits;
        c += b >> LimbBits;
        d += c >> LimbBits;
        e += d >> LimbBits;
        (a, b, c, d, e) = (a & Mask, b & Mask, c & Mask, d & Mask, e & Mask);

        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, a | (b << 51));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), (b >> 13) | (c << 38));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), (c >> 26) | (d << 25));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), (d >> 39) | (e << 12));
        return bytes;
    }
}
