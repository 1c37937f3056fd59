using Gateway.Lab.Demo;

namespace Gateway.Lab.Tours;

/// <summary>One step: what it shows, and the walk through a landscape that shows it. Each begins with every origin up and healthy.</summary>
internal sealed record TourStep(string Title, Func<Landscape, CancellationToken, Task<Finding>> WalkAsync);
