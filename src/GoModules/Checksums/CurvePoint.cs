using System.Numerics;

namespace GoModules.Checksums;

/// <summary>A point of edwards25519 in extended coordinates (RFC 8032, 5.1.4).</summary>
internal readonly struct CurvePoint
{
    /// <summary>Bytes of an encoded point.</summary>
    public const int Length = FieldElement.Length;

    private static readonly FieldElement D = FieldElement.Of(-121665) * FieldElement.Of(121666).Power(FieldElement.Prime - 2);
    private static readonly FieldElement TwiceD = D + D;
    private static readonly FieldElement RootOfMinusOne = FieldElement.Of(2).Power((FieldElement.Prime - 1) / 4);
    private static readonly BigInteger RootExponent = (FieldElement.Prime - 5) / 8;

    private readonly FieldElement _x, _y, _z, _t;

    private CurvePoint(in FieldElement x, in FieldElement y, in FieldElement z, in FieldElement t) => (_x, _y, _z, _t) = (x, y, z, t);

    /// <summary>The point that changes nothing when it is added.</summary>
    public static CurvePoint Neutral { get; } = new(FieldElement.Zero, FieldElement.One, FieldElement.One, FieldElement.Zero);

    /// <summary>The base point of RFC 8032: y is 4/5, x is even.</summary>
    public static CurvePoint Base { get; } = Read((FieldElement.Of(4) * FieldElement.Of(5).Power(FieldElement.Prime - 2)).ToBytes())!.Value;

    // The formulas hold for all points, equal and neutral ones too: -1 is a square here and d is none.
    public static CurvePoint operator +(in CurvePoint p, in CurvePoint q)
    {
        var a = (p._y - p._x) * (q._y - q._x);
        var b = (p._y + p._x) * (q._y + q._x);
        var c = p._t * TwiceD * q._t;
        var zz = p._z * q._z;
        var d = zz + zz;
        return Of(b - a, d - c, d + c, b + a);
    }

    public static CurvePoint operator -(in CurvePoint p) => new(-p._x, p._y, p._z, -p._t);

    /// <summary>Reads 32 bytes: y, and the sign of x in the highest bit. Null for what is on no point.</summary>
    /// <remarks>As crypto/ed25519 does and RFC 8032 does not, it takes a y that is not smaller than the prime, and a sign where x is zero.</remarks>
    public static CurvePoint? Read(ReadOnlySpan<byte> bytes)
    {
        var y = FieldElement.Read(bytes);
        var yy = y * y;
        var (u, v) = (yy - FieldElement.One, (D * yy) + FieldElement.One);
        // x = u v^3 (u v^7)^((p-5)/8) is the root of u/v, or that of -u/v.
        var v3 = v * v * v;
        var x = u * v3 * (u * v3 * v3 * v).Power(RootExponent);
        var check = v * x * x;
        if (!check.Equals(u))
        {
            if (!check.Equals(-u))
            {
                return null;
            }

            x *= RootOfMinusOne;
        }

        x = x.IsNegative == (bytes[31] >> 7 == 1) ? x : -x;
        return new CurvePoint(x, y, FieldElement.One, x * y);
    }

    /// <summary>The sum of two products, both factors below 2^256.</summary>
    public static CurvePoint Combine(BigInteger one, in CurvePoint p, BigInteger other, in CurvePoint q)
    {
        var both = p + q;
        var sum = Neutral;
        for (var bit = 255; bit >= 0; bit--)
        {
            sum = sum.Double();
            sum = ((one >> bit).IsEven, (other >> bit).IsEven) switch
            {
                (false, false) => sum + both,
                (false, true) => sum + p,
                (true, false) => sum + q,
                _ => sum,
            };
        }

        return sum;
    }

    public byte[] ToBytes()
    {
        var inverse = _z.Power(FieldElement.Prime - 2);
        var bytes = (_y * inverse).ToBytes();
        bytes[31] |= (byte)((_x * inverse).IsNegative ? 0x80 : 0);
        return bytes;
    }

    private CurvePoint Double()
    {
        var (a, b, zz, xy) = (_x * _x, _y * _y, _z * _z, _x + _y);
        var h = a + b;
        var g = a - b;
        return Of(h - (xy * xy), zz + zz + g, g, h);
    }

    private static CurvePoint Of(in FieldElement e, in FieldElement f, in FieldElement g, in FieldElement h) => new(e * f, g * h, f * g, e * h);
}
