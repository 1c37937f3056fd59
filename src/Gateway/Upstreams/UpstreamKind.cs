namespace Gateway.Upstreams;

/// <summary>What product answers at a cluster. <see cref="UpstreamPreset"/> says what follows from it.</summary>
internal enum UpstreamKind
{
    /// <summary>Anything that speaks the GOPROXY protocol.</summary>
    Generic,

    /// <summary>Sonatype Nexus.</summary>
    Nexus,

    /// <summary>Athens.</summary>
    Athens,

    /// <summary>JFrog Artifactory.</summary>
    Artifactory,

    /// <summary>goproxy and the services built on it, such as goproxy.cn.</summary>
    GoProxy,

    /// <summary>Google's public mirror.</summary>
    ProxyGolangOrg,

    /// <summary>A checksum database itself, such as sum.golang.org, and not a module proxy that passes one on.</summary>
    ChecksumDatabase,

    /// <summary>A GOPROXY tree as plain files: a web server or a bucket.</summary>
    Files,
}
