namespace Gateway.Caching;

/// <summary>One request's place in a flight: it waits for the answer, and is aboard the zip from the moment that begins to arrive.</summary>
internal sealed class Seat(Flight flight) : IDisposable
{
    /// <summary>What the flight came to.</summary>
    public Task<FlightResult> Known => flight.Known;

    /// <summary>Its place in the zip; null for everything else. Taken before a byte of the zip is dropped.</summary>
    public BodyReader? Reader { get; set; }

    /// <summary>Where the flight has it among those aboard; negative once it has left. The flight's own.</summary>
    public int Place { get; set; }

    /// <summary>Reads no more; the flight may still bring something to the others.</summary>
    public void Dispose() => flight.Leave(this);
}
