using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Bench.Traces;

/// <summary>Requests in the order in which they come, each for one of the items. Every cache begins empty: the trace has no warm-up.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Items">Everything that can be asked for.</param>
/// <param name="Requests">Numbers of items.</param>
internal sealed record Trace(string Name, IReadOnlyList<TraceItem> Items, int[] Requests)
{
    /// <summary>The name of these very requests, items and sizes.</summary>
    public string Checksum
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var (key, size) in Items)
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{key} {size}\n"));
            }

            hash.AppendData(MemoryMarshal.AsBytes<int>(Requests));
            return Convert.ToHexStringLower(hash.GetCurrentHash().AsSpan(0, 8));
        }
    }
}
