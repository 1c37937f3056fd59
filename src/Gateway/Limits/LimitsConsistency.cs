namespace Gateway.Limits;

/// <summary>Rules between limits.</summary>
internal static class LimitsConsistency
{
    public static void Check(LimitsOptions limits, List<string> faults)
    {
        if (limits.Failures.FirstDelay > limits.Failures.LongestDelay)
        {
            faults.Add($"Limits:Failures:FirstDelay, {limits.Failures.FirstDelay}, is longer than Limits:Failures:LongestDelay, {limits.Failures.LongestDelay}.");
        }

        if (limits.Connections.MostPerAddress > limits.Connections.Most)
        {
            faults.Add($"Limits:Connections:MostPerAddress is {limits.Connections.MostPerAddress} and would never hold: Limits:Connections:Most is {limits.Connections.Most}.");
        }
    }
}
