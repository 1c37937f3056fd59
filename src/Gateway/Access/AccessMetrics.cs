using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Gateway.Access;

/// <summary>The instruments of who asks. Every tag value is out of a closed set.</summary>
internal sealed class AccessMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _judged =
        meters.Create("Gateway.Access").CreateCounter<long>("gateway.access.authentications", description: "Credentials that were shown, by method and what they came to.");

    /// <param name="method"><c>certificate</c>, <c>token</c> or <c>static</c>.</param>
    /// <param name="result"><c>ok</c>, or in a word what is wrong.</param>
    public void Judged(string method, string result) => _judged.Add(1, new TagList { { "method", method }, { "result", result } });
}
