using System.Text.Json;
using Gateway.Tests.Documents;

namespace Gateway.Tests.Access.Licenses;

/// <summary>Texts of licences out of the SPDX license list, which <c>tests/peers</c> installs.</summary>
internal static class LicenseTexts
{
    public static string Of(string id)
    {
        using var document = JsonDocument.Parse(Repository.Read($"artifacts/peers/spdx-license-list@6.12.0/node_modules/spdx-license-list/licenses/{id}.json"));
        return document.RootElement.GetProperty("licenseText").GetString()!;
    }
}
