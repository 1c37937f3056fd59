using System.Runtime.InteropServices;

namespace Gateway.Tests.EndToEnd;

/// <summary>Modules that are made up, each for something that the go command does and real ones at hand do not show.</summary>
internal static class MadeModules
{
    /// <summary>A package deep inside a module whose path says nothing of where the module ends.</summary>
    public const string Toolbox = "example.org/toolbox";

    /// <summary>What the branch <c>master</c> of <see cref="Toolbox"/> stands for.</summary>
    public static readonly ModuleVersion ToolboxMaster = new(Toolbox, "v1.1.1-0.20240102030405-0123456789ab");

    /// <summary>Version 2 from before modules.</summary>
    public static readonly ModuleVersion Legacy = new("example.org/legacy", "v2.1.0+incompatible");

    /// <summary>Upper-case letters in the host's owner, the name and the version.</summary>
    public static readonly ModuleVersion UpperCase = new("example.org/Shouting/GoLang", "v1.0.0-RC.1");

    /// <summary>A command that needs a real module and a made one.</summary>
    public static readonly ModuleVersion Greet = new("example.org/greet", "v1.0.0");

    /// <summary>One that no public proxy may hear of.</summary>
    public static readonly ModuleVersion Private = new("corp.example/payments/ledger", "v1.2.0");

    /// <summary>One whose zip was changed after the checksum database had seen it.</summary>
    public static readonly ModuleVersion Tampered = new("example.org/tampered", "v1.0.0");

    /// <summary>A toolchain whose <c>go</c> says only that it was run.</summary>
    public static readonly ModuleVersion Toolchain = new(
        "golang.org/toolchain", $"v0.0.1-go1.99.0.linux-{(RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64")}");

    private static readonly ModuleSource[] Sources =
    [
        .. new[] { "v1.0.0", "v1.1.0", "v1.2.0-rc.1", ToolboxMaster.Version }.Select(version => ModuleSource.Of(Toolbox, version,
            ("go.mod", $"module {Toolbox}\n\ngo 1.17\n"),
            ("toolbox.go", "package toolbox\n"),
            ("text/wrap/wrap.go", $"package wrap\n\nconst Version = \"{version}\"\n"))),
        .. new[] { "v1.0.0", "v2.0.0+incompatible", Legacy.Version }.Select(version => ModuleSource.Of(Legacy.Path, version,
            ("legacy.go", "package legacy\n"))),
        .. new[] { "v0.9.0", UpperCase.Version }.Select(version => ModuleSource.Of(UpperCase.Path, version,
            ("go.mod", $"module {UpperCase.Path}\n\ngo 1.17\n"),
            ("GoLang.go", "package golang\n"))),
        ModuleSource.Of(Greet.Path, Greet.Version,
            ("go.mod", $$"""
                module {{Greet.Path}}

                go 1.17

                require (
                	github.com/pkg/errors v0.9.1
                	example.org/toolbox v1.1.0
                )

                """),
            ("main.go", """
                package main

                import (
                	"fmt"

                	"example.org/toolbox/text/wrap"
                	"github.com/pkg/errors"
                )

                func main() {
                	fmt.Println(errors.Wrap(errors.New("from toolbox "+wrap.Version), "hello"))
                }

                """)),
        .. new[] { "v1.0.0", Private.Version }.Select(version => ModuleSource.Of(Private.Path, version,
            ("go.mod", $"module {Private.Path}\n\ngo 1.17\n"),
            ("ledger.go", "package ledger\n"))),
        ModuleSource.Of(Toolchain.Path, Toolchain.Version,
            ("go.mod", $"module {Toolchain.Path}\n"),
            ("bin/go", "#!/bin/sh\necho a made toolchain: \"$@\"\n"),
            ("bin/gofmt", "#!/bin/sh\n"),
            ("pkg/tool/compile", "#!/bin/sh\n")),
        // Only tests of gopkg.in/yaml need it, and Debian's needs a dozen more.
        ModuleSource.Of("gopkg.in/check.v1", "v0.0.0-20161208181325-20d25e280405", ("check.go", "package check\n")),
    ];

    /// <summary>Their paths.</summary>
    public static IReadOnlySet<string> Paths => Sources.Select(source => source.Module.Path).Append(Tampered.Path).ToHashSet();

    /// <summary>Publishes them; <paramref name="truth"/> gets what <see cref="Tampered"/> was before it was changed.</summary>
    public static void PublishTo(ModuleTree tree, ModuleTree truth)
    {
        foreach (var source in Sources)
        {
            tree.Publish(source);
        }

        tree.Branch("master", ToolboxMaster);
        truth.Publish(ModuleSource.Of(Tampered.Path, Tampered.Version, ("tampered.go", "package tampered\n")));
        tree.Publish(ModuleSource.Of(Tampered.Path, Tampered.Version, ("tampered.go", "package tampered // with a back door\n")));
    }
}
