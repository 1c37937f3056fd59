using GoModules.Licenses;

namespace Gateway.Access.Rules;

/// <summary>What the licences in a zip mean for a request.</summary>
/// <param name="Licenses">What was found; null when that cannot be known now.</param>
/// <param name="Denied">Why the zip is not given out; null when it is.</param>
/// <param name="Notice">What the client should be told besides; null when nothing.</param>
internal readonly record struct LicenseFinding(ModuleLicenses? Licenses, Decision? Denied, LicenseNotice? Notice);
