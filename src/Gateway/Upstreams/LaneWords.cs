namespace Gateway.Upstreams;

/// <summary>The words of metrics, spans and records.</summary>
internal static class LaneWords
{
    public static string Word(this Lane lane) => lane == Lane.Canary ? "canary" : "stable";
}
