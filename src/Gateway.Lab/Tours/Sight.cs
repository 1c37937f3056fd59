using System.Globalization;
using Gateway.Lab.Origins;

namespace Gateway.Lab.Tours;

/// <summary>What came of one request to the gateway: what the client got, and whom the gateway asked for it.</summary>
/// <param name="Path">What was asked.</param>
/// <param name="Status">The status the client got; 0 when it was cut off before that.</param>
/// <param name="Body">The bytes the client got, whole or not.</param>
/// <param name="Announced">How many were announced; null when it was not said.</param>
/// <param name="IsWhole">Whether the client could believe that these are all.</param>
/// <param name="Asked">Every origin that was asked, in the order of the chain, and what it said.</param>
internal sealed record Sight(
    string Path, int Status, byte[] Body, long? Announced, bool IsWhole, IReadOnlyList<(Origin Origin, SeenRequest Request)> Asked)
{
    /// <summary>The origin whose bytes these are; null when it was none.</summary>
    public Origin? AnsweredBy => Asked.Where(static asked => asked.Request.Status == 200).Select(static asked => asked.Origin).LastOrDefault();

    /// <summary>The first line of a text.</summary>
    public string FirstLine => System.Text.Encoding.UTF8.GetString(Body).Split('\n')[0];

    public bool IsAnswerOf(Origin origin) => Status == 200 && IsWhole && AnsweredBy == origin;

    public bool HasAsked(Origin origin) => Asked.Any(asked => asked.Origin == origin);

    public override string ToString()
    {
        var bytes = Body.Length.ToString("N0", CultureInfo.InvariantCulture);
        var body = !IsWhole ? $"cut off after {bytes} of {Announced?.ToString("N0", CultureInfo.InvariantCulture) ?? "?"} bytes"
            : Status == 200 ? $"{bytes} bytes"
            : $"\"{FirstLine}\"";
        var asked = Asked.Count == 0 ? "no origin was asked" : string.Join(", ", Asked.Select(static one => $"{one.Origin.Name} {Words(one.Request)}"));
        return $"{Status}, {body} ({asked})";
    }

    private static string Words(SeenRequest request) => request switch
    {
        { Status: 0 } => "silent",
        _ => request.Status.ToString(CultureInfo.InvariantCulture),
    };
}
