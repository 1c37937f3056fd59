namespace Gateway.Ops.Explaining;

/// <summary>What would become of what <c>go</c> asks for, as JSON.</summary>
/// <param name="What">What was to be explained.</param>
/// <param name="Instance">The gateway that says so.</param>
/// <param name="Client">Who is supposed to ask.</param>
/// <param name="IsGood">Whether <c>go</c> would get it, as far as is known without asking.</param>
/// <param name="Files">Each request that <c>go</c> would make.</param>
internal sealed record Explanation(string What, string Instance, ClientOutlook Client, bool IsGood, IReadOnlyList<FileExplanation> Files);
