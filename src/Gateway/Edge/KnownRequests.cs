using Gateway.Access.Rules;
using GoModules;

namespace Gateway.Edge;

/// <summary>Requests that were parsed before, by their targets. Everybody asks for the same ones, and what is parsed never changes.</summary>
/// <remarks>Parsing is quick, but makes 270 bytes of a request, a path, a module and a version: half of what a hit in memory takes in all.</remarks>
internal sealed class KnownRequests
{
    // With targets of the usual length 6 MB at most; 25 if all of them are as long as can be.
    private const int Remembered = 8192;
    private const int LongestTarget = 256;

    private readonly TwoGenerations<string, GoRequest> _known = new(Remembered);

    /// <summary>The same as <see cref="GoRequest.Parse"/>.</summary>
    public GoRequest? Parse(string target)
    {
        if (_known.TryFind(target, out var known))
        {
            return known;
        }

        var request = GoRequest.Parse(target);
        if (request is not null && target.Length <= LongestTarget)
        {
            _known.Set(target, request);
        }

        return request;
    }
}
