using System.Buffers;
using System.ComponentModel;
using System.Text;
using Gateway.Caching;
using Microsoft.Extensions.Caching.Hybrid;

namespace Gateway.Tests.Caching;

/// <summary>A value as the response cache keeps them: immutable, measured, stamped before its fetch.</summary>
[ImmutableObject(true)]
internal sealed record TieredValue(string Text, long Stamp, long Size = 100) : IPurgeable, IMeasured
{
    internal sealed class Serializer : IHybridCacheSerializer<TieredValue>
    {
        public TieredValue Deserialize(ReadOnlySequence<byte> source)
        {
            var parts = Encoding.UTF8.GetString(source).Split('\n', 3);
            return new TieredValue(parts[2], long.Parse(parts[0]), long.Parse(parts[1]));
        }

        public void Serialize(TieredValue value, IBufferWriter<byte> target) =>
            Encoding.UTF8.GetBytes($"{value.Stamp}\n{value.Size}\n{value.Text}", target);
    }
}
