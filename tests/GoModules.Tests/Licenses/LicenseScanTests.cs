using GoModules.Licenses;

namespace GoModules.Tests.Licenses;

public class LicenseScanTests
{
    [Theory]
    [InlineData("Apache-2.0", "Apache-2.0")]
    [InlineData("Artistic", "Artistic-1.0-Perl")]
    [InlineData("BSD", "BSD-3-Clause")]
    [InlineData("CC0-1.0", "CC0-1.0")]
    [InlineData("GFDL-1.2", "GFDL-1.2")]
    [InlineData("GFDL-1.3", "GFDL-1.3")]
    [InlineData("GPL-1", "GPL-1.0")]
    [InlineData("GPL-2", "GPL-2.0")]
    [InlineData("GPL-3", "GPL-3.0")]
    [InlineData("LGPL-2", "LGPL-2.0")]
    [InlineData("LGPL-2.1", "LGPL-2.1")]
    [InlineData("LGPL-3", "LGPL-3.0")]
    [InlineData("MPL-1.1", "MPL-1.1")]
    [InlineData("MPL-2.0", "MPL-2.0")]
    public void The_licences_that_Debian_ships_are_known(string file, string name) => Names(Scan(File.ReadAllText($"/usr/share/common-licenses/{file}"))).Should().Equal(name);

    [Theory]
    [InlineData("0BSD")]
    [InlineData("AGPL-3.0")]
    [InlineData("Apache-2.0")]
    [InlineData("Artistic-2.0")]
    [InlineData("BSD-2-Clause")]
    [InlineData("BSD-3-Clause")]
    [InlineData("BSD-4-Clause")]
    [InlineData("BSL-1.0")]
    [InlineData("BUSL-1.1")]
    [InlineData("CC-BY-4.0")]
    [InlineData("CC-BY-SA-4.0")]
    [InlineData("CC-BY-NC-4.0")]
    [InlineData("CC0-1.0")]
    [InlineData("Elastic-2.0")]
    [InlineData("EPL-1.0")]
    [InlineData("EPL-2.0")]
    [InlineData("GPL-2.0")]
    [InlineData("GPL-3.0")]
    [InlineData("ISC")]
    [InlineData("LGPL-2.1")]
    [InlineData("MIT")]
    [InlineData("MIT-0")]
    [InlineData("MPL-2.0")]
    [InlineData("PostgreSQL")]
    [InlineData("Python-2.0")]
    [InlineData("SSPL-1.0")]
    [InlineData("Unlicense")]
    [InlineData("WTFPL")]
    [InlineData("Zlib")]
    public void However_a_text_is_set_it_is_the_same(string id)
    {
        var text = SpdxTexts.Of(id);

        foreach (var set in new[] { Wrap(text, 40), text.Replace("\n", "\r\n"), text.ToUpperInvariant(), Comment(Wrap(text, 70)), text.Replace('"', '“').Replace("'", "’"), "The License\n\n# Copyright 2019-2024 Jürgen Groß <j@example.org>\n\n" + text })
        {
            var file = Scan(set);
            Names(file).Should().Equal(id);
            file.Unknown.Should().BeNull();
        }
    }

    [Theory]
    [InlineData("MIT", "MIT")]
    [InlineData("BSD-3-Clause", "BSD-3-Clause")]
    public void Names_of_owners_are_not_part_of_a_text(string id, string name)
    {
        var text = SpdxTexts.Of(id).Replace("<year> <copyright holders>", "2009 The Example Authors").Replace("copyright holder nor", "Example Incorporated nor")
            .Replace("COPYRIGHT HOLDERS AND CONTRIBUTORS", "REGENTS AND CONTRIBUTORS").Replace("COPYRIGHT HOLDER OR", "COPYRIGHT OWNER OR");

        Scan(text).Should().BeEquivalentTo(new { Found = new[] { new { Name = name } }, Unknown = (string?)null });
    }

    [Fact]
    public void The_appendix_may_be_there_or_not_or_filled_in()
    {
        var text = SpdxTexts.Of("Apache-2.0");
        var without = text[..text.IndexOf("APPENDIX", StringComparison.Ordinal)];

        foreach (var variant in new[] { without, without.Replace("END OF TERMS AND CONDITIONS", ""), text.Replace("[yyyy] [name of copyright owner]", "2014 The Kubernetes Authors") })
        {
            Scan(variant).Should().BeEquivalentTo(new { Found = new[] { new { Name = "Apache-2.0" } }, Unknown = (string?)null });
        }
    }

    [Fact]
    public void A_notice_alone_names_its_licence()
    {
        var text = SpdxTexts.Of("Apache-2.0");
        Names(Scan(text[text.IndexOf("Licensed under the Apache License", StringComparison.Ordinal)..])).Should().Equal("Apache-2.0");

        var general = File.ReadAllText("/usr/share/common-licenses/GPL-3");
        var notice = general[general.IndexOf("This program is free software", StringComparison.Ordinal)..general.IndexOf("Also add information", StringComparison.Ordinal)];
        Scan(notice).Found.Should().ContainSingle().Which.Ids.Should().BeEquivalentTo("GPL-3.0-only", "GPL-3.0-or-later");
    }

    [Theory]
    [InlineData("MIT", "The Software shall be used for peaceful purposes alone, by nobody whose business is to make arms, tobacco or advertising, and never in their machines.", "words stand in the text of MIT")]
    [InlineData("BSD-2-Clause", "3. All advertising materials that mention features or use of this software must display our name and the address of our office in letters of that size.", "words stand in the text of BSD-2-Clause")]
    public void A_clause_in_its_midst_is_no_known_text(string id, string clause, string why)
    {
        var text = SpdxTexts.Of(id);
        var at = text.IndexOf("THE SOFTWARE IS", StringComparison.Ordinal) is >= 0 and var found ? found : text.IndexOf("THIS SOFTWARE IS", StringComparison.Ordinal);

        var file = Scan(text[..at] + clause + "\n\n" + text[at..]);

        Names(file).Should().Equal(id);
        file.Unknown.Should().Contain(why);
    }

    [Fact]
    public void A_condition_above_a_licence_is_no_known_text()
    {
        const string Condition = """
            The Software is provided to you by the Licensor under the License, as defined below, subject to the following condition. Without limiting other
            conditions in the License, the grant of rights under the License will not include, and the License does not grant to you, the right to offer the
            Software to anybody for money. For purposes of the foregoing that means to practise any or all of the rights that are granted to you under the
            License to provide third parties, for a fee or other consideration, with a product or service whose value derives from what the Software does.
            """;

        var file = Scan(Condition + "\n\n" + SpdxTexts.Of("Apache-2.0"));

        Names(file).Should().Equal("Apache-2.0");
        file.Unknown.Should().MatchRegex("^about [0-9]+ of its [0-9]+ words are of no known text$");
    }

    [Theory]
    [InlineData("MIT", 0.6)]
    [InlineData("Apache-2.0", 0.7)]
    [InlineData("GPL-3.0", 0.8)]
    [InlineData("BSD-3-Clause", 0.5)]
    public void Part_of_a_licence_is_none(string id, double share)
    {
        var text = SpdxTexts.Of(id);

        Scan(text[..(int)(text.Length * share)]).Should().BeEquivalentTo(new { Found = Array.Empty<object>(), Unknown = "its text is none that is known" });
    }

    [Theory]
    [InlineData("This project is licensed under the MIT license, see https://opensource.org/licenses/MIT. Copyright the authors.")]
    [InlineData("All rights reserved. You may not copy, modify or redistribute this software without the written permission of Example Corporation.")]
    [InlineData("# tool\n\nA tool that checks whether the files of a module have a licence such as Apache-2.0 or GPL-3.0, and says so without warranty of any kind.")]
    public void Prose_is_no_licence(string text) => Scan(text).Should().BeEquivalentTo(new { Found = Array.Empty<object>(), Unknown = "its text is none that is known" });

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t\n")]
    [InlineData("Copyright (c) 2020 Nobody\nAll rights reserved.")]
    public void Nothing_is_no_licence(string text) => Scan(text).Should().BeEquivalentTo(new { Found = Array.Empty<object>(), Unknown = "it is empty" });

    [Fact]
    public void Several_in_one_file_are_all_found_in_order() =>
        Names(Scan(string.Join("\n\n----\n\n", SpdxTexts.Of("BSD-3-Clause"), SpdxTexts.Of("Apache-2.0"), SpdxTexts.Of("MIT"), SpdxTexts.Of("BSD-3-Clause"), SpdxTexts.Of("ISC"))))
            .Should().Equal("BSD-3-Clause", "Apache-2.0", "MIT", "ISC");

    [Theory]
    [InlineData("SPDX-License-Identifier: MIT", "MIT")]
    [InlineData("// SPDX-License-Identifier: (MIT OR GPL-2.0-or-later)\n", "MIT", "GPL-2.0-or-later")]
    [InlineData("SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only")]
    [InlineData("SPDX-License-Identifier: LicenseRef-Corp", "LicenseRef-Corp")]
    public void Lines_that_name_licences_are_believed(string text, params string[] names)
    {
        var file = Scan(text);

        Names(file).Should().Equal(names);
        file.Unknown.Should().BeNull();
    }

    [Fact]
    public void A_line_that_names_none_is_not()
    {
        var file = Scan("SPDX-License-Identifier: Corporate-1.0");

        file.Found.Should().BeEmpty();
        file.Unknown.Should().Be("\"Corporate-1.0\" is no id of SPDX");
    }

    [Fact]
    public void However_large_and_odd_it_takes_bounded_time()
    {
        var all = string.Join("\n\n", SpdxTexts.Ids.Select(SpdxTexts.Of));
        var odd = new[]
        {
            all[..ModuleLicenses.LargestFile],
            Repeat("without warranty of any kind "), Repeat(SpdxTexts.Of("MIT")), Repeat("a"), Repeat("- "), Repeat("copyright "), Repeat("\n"), Repeat("SPDX-License-Identifier: MIT\n"),
            new([.. Enumerable.Range(0, ModuleLicenses.LargestFile).Select(index => (char)index)]),
        };
        var began = TimeProvider.System.GetTimestamp();

        odd.Select(Scan).Should().HaveCount(odd.Length);

        // Each two megabytes; a hundred times that is what a quadratic step would take.
        TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromSeconds(60));
        static string Repeat(string text) => string.Concat(Enumerable.Repeat(text, ModuleLicenses.LargestFile / text.Length));
    }

    private static LicenseFile Scan(string text) => LicenseScan.Of("LICENSE", text, LicenseCatalog.BuiltIn);

    private static IEnumerable<string> Names(LicenseFile file) => file.Found.Select(license => license.Name);

    private static string Comment(string text) => string.Join('\n', text.Split('\n').Select(line => $"// {line}"));

    private static string Wrap(string text, int width)
    {
        var lines = new List<string> { "" };
        foreach (var word in text.Replace("\n\n", " \n ").Split(' '))
        {
            if (word == "\n" || lines[^1].Length + word.Length > width)
            {
                lines.Add("");
            }

            lines[^1] += word.Trim() + " ";
        }

        return string.Join('\n', lines);
    }
}
