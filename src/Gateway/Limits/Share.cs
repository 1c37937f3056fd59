using System.Net;

namespace Gateway.Limits;

/// <summary>What somebody may ask.</summary>
/// <param name="Name">What he is counted as: <c>caller</c> or <c>address</c>.</param>
/// <param name="PerSecond">Requests a second; null: unbounded.</param>
/// <param name="AtOnce">Requests at once; null: unbounded.</param>
/// <param name="Subject">Who he is; empty where only the address is known.</param>
/// <param name="Address">Where he is.</param>
internal readonly record struct Share(string Name, int? PerSecond, int? AtOnce, string Subject, IPAddress? Address)
{
    private const int LongestSubject = 120;

    public Refusal TooOften(double seconds) =>
        new($"{Who} asks more than {PerSecond} times a second, which this gateway gives each {Name}", seconds);

    public Refusal TooMuchAtOnce() =>
        new($"{Who} asks for more than {AtOnce} things at once, which this gateway gives each {Name}", 0);

    // go prints no text with what cannot be seen, and names in certificates are anything that was signed.
    private string Who => Subject.Length == 0
        ? ClientNetwork.Words(Address)
        : string.Concat(Subject.Take(LongestSubject).Select(static letter => letter is > ' ' and <= '~' ? letter : '?'));
}
