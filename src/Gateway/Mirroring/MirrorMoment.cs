namespace Gateway.Mirroring;

/// <summary>When a request is copied.</summary>
internal enum MirrorMoment
{
    /// <summary>When it is over: the copy says what became of it, and refused ones are copied too.</summary>
    Outcome,

    /// <summary>As soon as it is let in: the cluster hears of it while it is being answered.</summary>
    Request,
}
