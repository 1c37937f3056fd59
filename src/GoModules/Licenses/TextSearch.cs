namespace GoModules.Licenses;

/// <summary>Finds where in a file one known text stands, as often as it does: windows not much longer than the text that have nearly all of its sample.</summary>
internal sealed class TextSearch(KnownText text)
{
    // What may be lost of a text: names of owners stand in four or five places of a short one, and each word costs three shingles; in a long
    // one they are nothing. Measured: docs/decisions/0031-licences.md.
    private const int MostLost = 16;
    private const double MostLostOfLong = 0.03;
    private const double MostLostOfShort = 0.12;

    private const int MostInserted = 40;

    private readonly int[] _sample = [.. text.Sample];
    private readonly int[] _counts = new int[text.Sample.Count];
    private readonly List<(int Word, int Shingle)> _hits = [];
    private readonly int _width = text.Words + (text.Words / 5) + MostInserted;
    private int _distinct;

    /// <summary>The fewest shingles of a sample that have to be there.</summary>
    public static int LeastOf(KnownText text) =>
        (int)Math.Ceiling(text.Sample.Count * (1 - (text.Ids.Count == 0 ? MostLostOfShort : Math.Min(MostLostOfShort, MostLostOfLong + ((double)MostLost / text.Words)))));

    /// <summary>The places.</summary>
    /// <param name="shingles">The shingles of the file; negative where nobody knows them.</param>
    public IEnumerable<TextMatch> Find(IReadOnlyList<int> shingles)
    {
        for (var word = 0; word < shingles.Count; word++)
        {
            if (shingles[word] >= 0 && Array.BinarySearch(_sample, shingles[word]) is >= 0 and var shingle)
            {
                _hits.Add((word, shingle));
            }
        }

        for (var from = 0; FindFrom(from) is var (first, last, share); from = last + 1)
        {
            yield return new TextMatch(text, _hits[first].Word, _hits[last].Word + Shingles.Words, share);
        }
    }

    /// <summary>The best of the windows that overlap the first that will do.</summary>
    private (int First, int Last, double Share)? FindFrom(int from)
    {
        Array.Clear(_counts);
        _distinct = 0;
        var (least, first) = (LeastOf(text), from);
        (int First, int Last, int Distinct)? best = null;
        for (var last = from; last < _hits.Count; last++)
        {
            _distinct += _counts[_hits[last].Shingle]++ == 0 ? 1 : 0;
            while (_hits[last].Word - _hits[first].Word > _width || _counts[_hits[first].Shingle] > 1)
            {
                _distinct -= --_counts[_hits[first++].Shingle] == 0 ? 1 : 0;
            }

            if (_distinct >= least && _distinct > (best?.Distinct ?? 0))
            {
                best = (first, last, _distinct);
            }
            else if (best is { } found && first > found.Last)
            {
                break;
            }
        }

        return best is { } chosen ? Widen(chosen.First, chosen.Last, from, (double)chosen.Distinct / _sample.Length) : null;
    }

    /// <summary>What a text says twice belongs to it both times.</summary>
    private (int First, int Last, double Share) Widen(int first, int last, int from, double share)
    {
        bool IsWithin(int one, int other) => _hits[other].Word + Shingles.Words - _hits[one].Word <= text.Words;
        while (first > from && IsWithin(first - 1, last))
        {
            first--;
        }

        while (last + 1 < _hits.Count && IsWithin(first, last + 1))
        {
            last++;
        }

        return (first, last, share);
    }
}
