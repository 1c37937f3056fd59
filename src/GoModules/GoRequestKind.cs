namespace GoModules;

/// <summary>
/// What a request of the GOPROXY or the checksum-database protocol asks for (go.dev/ref/mod#goproxy-protocol,
/// #checksum-database).
/// </summary>
public enum GoRequestKind
{
    /// <summary><c>$module/@v/list</c>: the known versions, one a line. May change.</summary>
    List,

    /// <summary><c>$module/@latest</c>: the version to take when the list offers none, as JSON. May change.</summary>
    Latest,

    /// <summary>
    /// <c>$module/@v/$version.info</c>: what a version, branch or revision is, as JSON. Changes unless the version is canonical.
    /// </summary>
    Info,

    /// <summary><c>$module/@v/$version.mod</c>: the go.mod of a canonical version. Never changes.</summary>
    Mod,

    /// <summary><c>$module/@v/$version.zip</c>: the source of a canonical version. Never changes.</summary>
    Zip,

    /// <summary><c>sumdb/$name/supported</c>: whether this proxy mirrors the database. Answered by the proxy itself.</summary>
    ChecksumSupported,

    /// <summary><c>sumdb/$name/latest</c>: the signed tree head. Changes.</summary>
    ChecksumLatest,

    /// <summary><c>sumdb/$name/lookup/$module@$version</c>: the record of a version with a signed tree head.</summary>
    ChecksumLookup,

    /// <summary><c>sumdb/$name/tile/$H/$L/$K[.p/$W]</c>: a piece of the tree. Never changes.</summary>
    ChecksumTile,
}
