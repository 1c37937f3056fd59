namespace Gateway.Lab.Collecting;

/// <summary>A line of a log as a collector got it.</summary>
/// <param name="Service">Who sent it.</param>
/// <param name="Category">Where it comes from.</param>
/// <param name="Text">What it says.</param>
/// <param name="Trace">The trace it belongs to; empty where it belongs to none.</param>
/// <param name="Tags">Its attributes.</param>
internal sealed record CollectedLog(string Service, string Category, string Text, string Trace, IReadOnlyDictionary<string, string> Tags);
