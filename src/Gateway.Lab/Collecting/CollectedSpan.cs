namespace Gateway.Lab.Collecting;

/// <summary>A span as a collector got it.</summary>
/// <param name="Service">Who sent it.</param>
/// <param name="Trace">Its trace, in hexadecimal.</param>
/// <param name="Id">Its own id.</param>
/// <param name="Parent">The id of the span above; empty at the top.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsError">Whether it ended badly.</param>
/// <param name="Tags">Its attributes.</param>
internal sealed record CollectedSpan(string Service, string Trace, string Id, string Parent, string Name, bool IsError, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>The ids of the spans of other traces that it is linked to.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];
}
