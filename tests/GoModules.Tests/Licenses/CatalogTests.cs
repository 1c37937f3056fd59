using GoModules.Licenses;

namespace GoModules.Tests.Licenses;

/// <summary>The catalog is what the SPDX license list makes it, and knows the texts of that list.</summary>
public class CatalogTests
{
    // Writes the catalog in place of comparing it: WRITE_LICENSES=1 tests/run -class '*.CatalogTests'.
    private const string WriteVariable = "WRITE_LICENSES";

    // Of some sentences, which would be found anywhere.
    private static readonly string[] TooShort = ["any-OSI", "check-cvs", "diffmark", "FSFUL", "Kastrup", "TermReadKey"];

    // Two editions that differ in a word or two.
    private static readonly string[] Alike = ["OLDAP-2.2.2", "OLDAP-2.3", "YPL-1.0", "YPL-1.1"];

    [Fact]
    public void The_catalog_is_made_of_the_list()
    {
        var file = Path.Combine(SpdxTexts.Root, "src/GoModules/Licenses/licenses.bin");
        using var made = new MemoryStream();
        CatalogMaker.Make(SpdxTexts.Folder).Write(made);
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
        {
            File.WriteAllBytes(file, made.ToArray());
        }

        made.ToArray().AsSpan().SequenceEqual(File.ReadAllBytes(file)).Should().BeTrue($"else {WriteVariable}=1 tests/run -class '*.{nameof(CatalogTests)}' writes it anew");
        made.Length.Should().BeLessThan(300 * 1024);
    }

    [Fact]
    public void Every_text_of_the_list_is_found_to_be_itself()
    {
        var wrong = from id in SpdxTexts.Ids.Except(TooShort).Except(Alike)
                    let file = LicenseScan.Of("LICENSE", SpdxTexts.Of(id), LicenseCatalog.BuiltIn)
                    where file.Unknown is not null || !file.Found.Any(license => license.Ids.Intersect(LicenseCatalog.BuiltIn.Named(id)!.Ids).Any())
                    select $"{id}: {string.Join(", ", file.Found.Select(license => license.Name))} {file.Unknown}";

        wrong.Should().BeEmpty();
    }

    [Fact]
    public void Hardly_a_text_of_the_list_is_found_to_be_another_besides()
    {
        var more = from id in SpdxTexts.Ids
                   let found = LicenseScan.Of("LICENSE", SpdxTexts.Of(id), LicenseCatalog.BuiltIn).Found
                   where found.Count > 1
                   select $"{id}: {string.Join(' ', found.Select(license => license.Name))}";

        more.Should().BeEquivalentTo(
            "LGPL-3.0: LGPL-3.0 GPL-3.0", "LGPL-3.0+: LGPL-3.0 GPL-3.0", "LGPL-3.0-only: LGPL-3.0 GPL-3.0", "LGPL-3.0-or-later: LGPL-3.0 GPL-3.0",
            "Community-Spec-1.0: Community-Spec-1.0 CC-BY-4.0",
            // They tell how to name them in a line.
            "CAL-1.0: CAL-1.0 CAL-1.0-Combined-Work-Exception", "CAL-1.0-Combined-Work-Exception: CAL-1.0 CAL-1.0-Combined-Work-Exception");
    }

    [Theory]
    [InlineData("MIT", "MIT")]
    [InlineData("mit", "MIT")]
    [InlineData("GPL-3.0-only", "GPL-3.0-only")]
    [InlineData("GPL-3.0", "GPL-3.0-only", "GPL-3.0-or-later")]
    [InlineData("GPL-3.0+", "GPL-3.0-or-later")]
    [InlineData("Apache-2.0+", "Apache-2.0")]
    [InlineData("MPL-2.0", "MPL-2.0", "MPL-2.0-no-copyleft-exception")]
    [InlineData("LicenseRef-Corp", "LicenseRef-Corp")]
    public void Names_mean_ids(string name, params string[] ids) => LicenseCatalog.BuiltIn.Named(name)!.Ids.Should().BeEquivalentTo(ids);

    [Theory]
    [InlineData("")]
    [InlineData("MTI")]
    [InlineData("+")]
    [InlineData("Proprietary")]
    public void Other_names_mean_nothing(string name) => LicenseCatalog.BuiltIn.Named(name).Should().BeNull();

    [Fact]
    public void What_is_no_catalog_is_refused()
    {
        Reading([9, 1, 2]).Should().Throw<InvalidDataException>();
        Reading(File.ReadAllBytes(Path.Combine(SpdxTexts.Root, "src/GoModules/Licenses/licenses.bin"))[..5000]).Should().Throw<EndOfStreamException>();

        static Action Reading(byte[] bytes) => () => LicenseCatalog.Read(new MemoryStream(bytes));
    }
}
