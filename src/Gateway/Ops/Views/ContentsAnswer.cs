namespace Gateway.Ops.Views;

/// <summary>What memory holds, as JSON.</summary>
/// <param name="Bytes">What all of it takes.</param>
/// <param name="Bound">What it may take.</param>
/// <param name="Answers">How many answers there are.</param>
/// <param name="Evictions">How many had to go for others since the start.</param>
/// <param name="Redis"><c>none</c>, <c>used</c> or <c>away</c>.</param>
/// <param name="Modules">The modules that take most, the largest first.</param>
/// <param name="Kept">The answers of the module that was asked for, the largest first; empty where none was.</param>
internal sealed record ContentsAnswer(
    long Bytes, long Bound, int Answers, long Evictions, string Redis, IReadOnlyList<ModuleContents> Modules, IReadOnlyList<KeptAnswer> Kept);
