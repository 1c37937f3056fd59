using System.Buffers;
using GoModules;
using GoModules.Licenses;

namespace Gateway.Caching;

/// <summary>The licences of one zip: read when a rule first asks, once for everybody, and remembered for as long as the zip is kept in memory.</summary>
internal sealed class LicenseReading
{
    private readonly Lock _gate = new();
    private volatile ModuleLicenses? _known;
    private Task<ModuleLicenses>? _reading;

    /// <summary>What was found; null while nobody has looked.</summary>
    public ModuleLicenses? Known => _known;

    /// <summary>Looks. Most zips take less than a millisecond, the oddest ones a second.</summary>
    public Task<ModuleLicenses> ReadAsync(ReadOnlySequence<byte> zip, GoRequest request)
    {
        lock (_gate)
        {
            return _reading ??= Task.Run(() => _known = ModuleLicenses.OfZip(zip, request.Module, request.Version, LicenseCatalog.BuiltIn));
        }
    }
}
