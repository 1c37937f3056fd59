namespace Gateway.Credentials;

/// <summary>What the device authorization endpoint answers (RFC 8628, 3.2).</summary>
internal sealed class DeviceAnswer
{
    public string? DeviceCode { get; init; }

    public string? UserCode { get; init; }

    public string? VerificationUri { get; init; }

    /// <summary>The same with the code in it; null where there is none.</summary>
    public string? VerificationUriComplete { get; init; }

    /// <summary>Seconds.</summary>
    public double? ExpiresIn { get; init; }

    /// <summary>Seconds between two questions; 5 where nothing is said.</summary>
    public double? Interval { get; init; }

    public string? Error { get; init; }

    public string? ErrorDescription { get; init; }
}
