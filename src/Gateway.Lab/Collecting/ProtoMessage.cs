using System.Buffers.Binary;
using System.Text;

namespace Gateway.Lab.Collecting;

/// <summary>A protobuf message, read without its schema: fields by their numbers (protobuf.dev/programming-guides/encoding).</summary>
internal sealed class ProtoMessage
{
    private readonly List<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> _fields = [];

    /// <exception cref="InvalidDataException">It is none.</exception>
    public ProtoMessage(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var tag = Varint(ref bytes);
            var field = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    _fields.Add((field, Varint(ref bytes), default));
                    break;
                case 1:
                    _fields.Add((field, BinaryPrimitives.ReadUInt64LittleEndian(Take(ref bytes, 8).Span), default));
                    break;
                case 2:
                    _fields.Add((field, 0, Take(ref bytes, (int)Varint(ref bytes))));
                    break;
                case 5:
                    _fields.Add((field, BinaryPrimitives.ReadUInt32LittleEndian(Take(ref bytes, 4).Span), default));
                    break;
                default:
                    throw new InvalidDataException($"Field {field} has the wire type {tag & 7}.");
            }
        }
    }

    public bool Has(int field) => _fields.Exists(one => one.Field == field);

    public ulong Number(int field) => _fields.Find(one => one.Field == field).Number;

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field).Span);

    public string Hex(int field) => Convert.ToHexStringLower(Bytes(field).Span);

    public IEnumerable<ProtoMessage> All(int field) => _fields.Where(one => one.Field == field).Select(one => new ProtoMessage(one.Bytes));

    private ReadOnlyMemory<byte> Bytes(int field) => _fields.Find(one => one.Field == field).Bytes;

    private static ulong Varint(ref ReadOnlyMemory<byte> bytes)
    {
        var number = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(ref bytes, 1).Span[0];
            number |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return number;
            }
        }

        throw new InvalidDataException("A number does not end.");
    }

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> bytes, int length)
    {
        if (length < 0 || length > bytes.Length)
        {
            throw new InvalidDataException("The message ends too early.");
        }

        var taken = bytes[..length];
        bytes = bytes[length..];
        return taken;
    }
}
