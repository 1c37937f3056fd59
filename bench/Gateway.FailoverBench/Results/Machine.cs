using System.Reflection;
using System.Runtime.InteropServices;

namespace Gateway.FailoverBench.Results;

/// <summary>Where and with what it was measured: figures say nothing without it.</summary>
internal static class Machine
{
    public static string Description
    {
        get
        {
            var version = typeof(Settings.GatewaySettings).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
            var today = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", null);
            return $"Measured {today}: gateway {version.Split('+')[0]}, {RuntimeInformation.FrameworkDescription}, "
                + $"{Named("/etc/os-release", "PRETTY_NAME=")}, {Environment.ProcessorCount} cores of {Named("/proc/cpuinfo", "model name")}.";
        }
    }

    private static string Named(string file, string start) =>
        File.Exists(file) && File.ReadLines(file).FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal)) is { } line
            ? line[start.Length..].Trim(' ', '\t', ':', '"')
            : RuntimeInformation.OSDescription;
}
