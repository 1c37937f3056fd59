using System.Diagnostics;

namespace Gateway.Bench.Comparison;

/// <summary>Requests that arrive at a constant rate, whatever becomes of those before; each is timed from the moment in which it was due.</summary>
/// <remarks>Who waits for a free connection waits on the server's account: nothing is left out because the server was slow.</remarks>
internal sealed class OpenArrivals(Uri address)
{
    private const int Connections = 128;
    private const int BodyBytes = 1024;

    /// <summary>Microseconds of every request, of so many seconds at a rate. Spins: the core is its own.</summary>
    public double[] Run(double perSecond, TimeSpan length, CancellationToken cancellation)
    {
        var idle = new Stack<OpenConnection>(Enumerable.Range(0, Connections).Select(number => new OpenConnection(address, $"/small.example/m/@v/v1.{1 + (number % 100)}.0.mod")));
        var all = idle.ToList();
        // Connections that are kept: what a new one costs is no request's time.
        all.ForEach(connection => connection.Ask(0));
        all.ForEach(connection => SpinWait.SpinUntil(() => connection.IsAnswered(BodyBytes)));
        var asked = new List<OpenConnection>();
        var took = new double[(int)(perSecond * length.TotalSeconds)];
        try
        {
            var (begin, sent, answered) = (Stopwatch.GetTimestamp(), 0, 0);
            while (answered < took.Length)
            {
                cancellation.ThrowIfCancellationRequested();
                while (sent < took.Length && idle.Count > 0 && begin + (long)(sent * Stopwatch.Frequency / perSecond) is var due && due <= Stopwatch.GetTimestamp())
                {
                    var free = idle.Pop();
                    free.Ask(due);
                    asked.Add(free);
                    sent++;
                }

                for (var next = asked.Count - 1; next >= 0; next--)
                {
                    if (asked[next].IsAnswered(BodyBytes))
                    {
                        took[answered++] = Stopwatch.GetElapsedTime(asked[next].Due).TotalMicroseconds;
                        idle.Push(asked[next]);
                        asked.RemoveAt(next);
                    }
                }
            }

            return took;
        }
        finally
        {
            all.ForEach(connection => connection.Dispose());
        }
    }
}
