namespace Gateway.Ops.Views;

/// <summary>What memory holds of a module, as JSON.</summary>
/// <param name="Module">The module; the path of what belongs to none.</param>
/// <param name="Answers">How many answers.</param>
/// <param name="Bytes">What they take, keys and overhead included.</param>
internal sealed record ModuleContents(string Module, int Answers, long Bytes);
