namespace Gateway.Edge;

/// <summary>Who may ask on a listener.</summary>
internal enum ClientPolicy
{
    /// <summary>Anyone who reaches the address. Private modules are given out on loopback addresses only.</summary>
    Anonymous,
}
