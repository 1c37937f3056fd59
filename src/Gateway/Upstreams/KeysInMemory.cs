using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Gateway.Upstreams;

/// <summary>Keeps the keys that YARP registers for affinity cookies out of the file system: the gateway stores nothing, and sets no cookies.</summary>
internal sealed class KeysInMemory : IXmlRepository
{
    private readonly Lock _gate = new();
    private readonly List<XElement> _keys = [];

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        lock (_gate)
        {
            return [.. _keys];
        }
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        lock (_gate)
        {
            _keys.Add(element);
        }
    }
}
