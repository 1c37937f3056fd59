using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Gateway.Lab.Modules;
using Gateway.Lab.Origins;
using Gateway.Lab.Origins.Faults;

namespace Gateway.Tests.Chaos;

/// <summary>One cluster, what it truly holds, and when it was not whole.</summary>
internal sealed class ChaosCluster(string name, ModuleLibrary library, Origin[] origins)
{
    private readonly Lock _gate = new();
    private readonly bool[] _broken = new bool[origins.Length];
    private readonly List<(long From, long To)> _illnesses = [];
    private readonly ConcurrentDictionary<string, byte[]?> _truths = [];
    private long _illSince;

    public string Name => name;

    public IReadOnlyList<Origin> Origins => origins;

    public bool IsBroken(int destination) => _broken[destination];

    /// <summary>Breaks one destination: null stops it in the middle of everything.</summary>
    public async Task BreakAsync(int destination, Fault? fault, int times)
    {
        lock (_gate)
        {
            _illSince = _illSince == 0 ? Stopwatch.GetTimestamp() : _illSince;
        }

        _broken[destination] = true;
        if (fault is null)
        {
            await origins[destination].StopAsync();
        }
        else
        {
            origins[destination].Break(fault, times: times);
        }
    }

    public async Task HealAsync(int destination)
    {
        await origins[destination].RecoverAsync();
        _broken[destination] = false;
        if (!_broken.Contains(true))
        {
            lock (_gate)
            {
                _illnesses.Add((_illSince, Stopwatch.GetTimestamp()));
                _illSince = 0;
            }
        }
    }

    /// <summary>Whether a destination was broken at any moment between two.</summary>
    public bool WasBroken(long from, long to)
    {
        lock (_gate)
        {
            return (_illSince != 0 && _illSince <= to) || _illnesses.Any(illness => illness.From <= to && illness.To >= from);
        }
    }

    /// <summary>What the cluster truly answers; null where it has nothing.</summary>
    public byte[]? Truth(string target) => _truths.GetOrAdd(target, Find);

    private byte[]? Find(string target)
    {
        var ask = ModuleAsk.TryParse(target[1..])!;
        var module = library.Find(ask.Module, ask.Version);
        return ask.Kind switch
        {
            Asked.List when library.Versions(ask.Module) is { IsEmpty: false } versions =>
                Encoding.UTF8.GetBytes(string.Concat(versions.Where(each => each.IsListed).Select(each => each.Version + "\n"))),
            Asked.Info => module?.Info.ToArray(),
            Asked.Mod => module?.Mod.ToArray(),
            Asked.Zip => module?.Zip.ToArray(),
            _ => null,
        };
    }
}
