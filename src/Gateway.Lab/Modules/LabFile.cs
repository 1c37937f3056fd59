using System.Text;

namespace Gateway.Lab.Modules;

/// <summary>A file of a module, named from the module's root.</summary>
internal sealed record LabFile(string Name, byte[] Content)
{
    public LabFile(string name, string text)
        : this(name, Encoding.UTF8.GetBytes(text))
    {
    }

    /// <summary>Bytes that no compression makes smaller, the same ones on every run.</summary>
    public static LabFile Incompressible(string name, int length, int seed = 1)
    {
        var content = new byte[length];
        new Random(seed).NextBytes(content);
        return new LabFile(name, content);
    }
}
