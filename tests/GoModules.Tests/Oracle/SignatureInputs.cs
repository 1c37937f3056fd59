using System.Numerics;

namespace GoModules.Tests.Oracle;

/// <summary>Signatures, and everything near them that one verifier takes and another does not; always the same ones for a seed.</summary>
internal sealed class SignatureInputs(int seed)
{
    private static readonly BigInteger Order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);
    private static readonly BigInteger Prime = BigInteger.Pow(2, 255) - 19;

    /// <summary>Points of small order, the canonical encodings and others of the same points: y of 0, 1 and -1, with either sign; two of order eight.</summary>
    private static readonly byte[][] SmallOrder =
    [
        .. new[] { BigInteger.Zero, 1, Prime - 1, Prime, Prime + 1 }.SelectMany(y => new[] { Bytes(y), Bytes(y + BigInteger.Pow(2, 255)) }),
        Convert.FromHexString("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
        Convert.FromHexString("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    ];

    private readonly Random _random = new(seed);

    public List<byte[]> Messages { get; } = [];

    public string[] SeedAndMessage()
    {
        var (key, message) = (new byte[32], new byte[_random.Next(100)]);
        _random.NextBytes(key);
        _random.NextBytes(message);
        Messages.Add(message);
        return [Convert.ToBase64String(key), Convert.ToBase64String(message)];
    }

    public IEnumerable<(byte[] Key, byte[] Message, byte[] Signature)> Variants((byte[] Key, byte[] Message, byte[] Signature) signed)
    {
        var (key, message, signature) = signed;
        var (r, s) = (signature[..32], new BigInteger(signature.AsSpan(32), isUnsigned: true));
        yield return signed;
        yield return (key, [.. message, 0], signature);
        yield return (Flipped(key), message, signature);
        yield return (key, message, Flipped(signature));
        yield return (key, message, signature[..63]);
        // The same number once more round, which whoever has a signature can make.
        yield return (key, message, [.. r, .. Bytes(s + Order)]);
        yield return (key, message, [.. r, .. Bytes(Order - 1)]);
        yield return (key, message, [.. r, .. Bytes(Order)]);
        var small = SmallOrder[_random.Next(SmallOrder.Length)];
        yield return (small, message, signature);
        yield return (key, message, [.. small, .. signature[32..]]);
        // With S of zero, R is a multiple of the key, which is one of eight.
        yield return (small, message, [.. SmallOrder[_random.Next(SmallOrder.Length)], .. new byte[32]]);
        yield return (small, message, [.. Bytes(1), .. new byte[32]]);
        yield return (Random32(), message, signature);
    }

    public static int SmallOrderTaken(IEnumerable<((byte[] Key, byte[] Message, byte[] Signature) Question, bool IsTaken)> answered) =>
        answered.Count(one => one.IsTaken && SmallOrder.Any(small => small.AsSpan().SequenceEqual(one.Question.Key)));

    private static byte[] Bytes(BigInteger number)
    {
        var bytes = new byte[32];
        number.TryWriteBytes(bytes, out _, isUnsigned: true);
        return bytes;
    }

    private byte[] Flipped(byte[] bytes)
    {
        byte[] copy = [.. bytes];
        copy[_random.Next(copy.Length)] ^= (byte)(1 << _random.Next(8));
        return copy;
    }

    private byte[] Random32()
    {
        var bytes = new byte[32];
        _random.NextBytes(bytes);
        return bytes;
    }
}
