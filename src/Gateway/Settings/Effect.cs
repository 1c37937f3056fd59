namespace Gateway.Settings;

/// <summary>When a changed setting takes effect.</summary>
internal enum Effect
{
    /// <summary>With the reload that brings it.</summary>
    AtOnce,

    /// <summary>At the next start of the gateway.</summary>
    AtStart,
}
