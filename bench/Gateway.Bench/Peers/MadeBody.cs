using System.Text;
using Gateway.Bench.Traces;

namespace Gateway.Bench.Peers;

/// <summary>A body for an item of a trace, as right as the gateway asks it to be, of about its size.</summary>
internal static class MadeBody
{
    public static byte[] Of(TraceItem item) => Path.GetExtension(item.Key) switch
    {
        ".info" => Encoding.ASCII.GetBytes("""{"Version":"v1.0.0","Time":"2025-03-01T12:00:00Z"}""".PadRight(item.Size)),
        ".mod" => Encoding.ASCII.GetBytes("module made\n//".PadRight(item.Size, '/')),
        ".zip" => [.. "PK\u0003\u0004"u8, .. new byte[item.Size]],
        _ => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 1 + (item.Size / 8)).Select(number => $"v1.{number}.0\n"))),
    };
}
