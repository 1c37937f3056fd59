using System.Globalization;

namespace Gateway.Tests.EndToEnd;

/// <summary>The environment in which a program sees another time of day. Its timers run as everybody's do.</summary>
internal static class FakeTime
{
    public static Dictionary<string, string> Of(TimeSpan skew) => skew == TimeSpan.Zero ? [] : new()
    {
        ["LD_PRELOAD"] = Library(),
        ["FAKETIME"] = skew.TotalSeconds.ToString("+0;-0", CultureInfo.InvariantCulture),
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
    };

    private static string Library() =>
        Directory.GetDirectories("/usr/lib", "*-linux-gnu*").Select(folder => Path.Combine(folder, "faketime", "libfaketime.so.1")).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException("libfaketime is not installed: run tests/peers.");
}
