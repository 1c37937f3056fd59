namespace Gateway.Tests.Chaos;

/// <summary>What came back for one request, also when it broke off.</summary>
/// <param name="Status">The status; 0 when the connection ended before it.</param>
/// <param name="Headers">The headers, names in lower case.</param>
/// <param name="Body">The bytes that came.</param>
/// <param name="IsWhole">Whether the answer came to its announced end.</param>
internal sealed record PlainAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body, bool IsWhole)
{
    public static readonly PlainAnswer Nothing = new(0, new Dictionary<string, string>(), [], IsWhole: false);
}
