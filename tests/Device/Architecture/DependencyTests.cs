using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Xml.Linq;
using Xunit;

namespace Reactive.Device.Tests.Architecture;

/// <summary>Who may depend on whom: Signals knows nobody, Operators, Rules and Sinks know Signals, Device knows all four.</summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Signals"] = [],
        ["Operators"] = ["Signals"],
        ["Rules"] = ["Signals"],
        ["Sinks"] = ["Signals"],
        ["Device"] = ["Signals", "Operators", "Rules", "Sinks"],
    };

    private static readonly Dictionary<string, string[]> AllowedPackages = new()
    {
        ["Signals"] = ["System.Reactive"],
        ["Operators"] = [],
        ["Rules"] = ["NodaTime", "YamlDotNet"],
        ["Sinks"] = [],
        ["Device"] = ["System.CommandLine", "Spectre.Console", "SQLitePCLRaw.core", "SQLitePCLRaw.provider.e_sqlite3"],
    };

    private static readonly string[] Pure = ["Signals", "Operators", "Rules"];

    private static string Root
    {
        get
        {
            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Reactive.sln")))
                folder = folder.Parent;
            return folder?.FullName ?? throw new InvalidOperationException("The repository's root was not found.");
        }
    }

    private static XDocument Project(string name) => XDocument.Load(Path.Combine(Root, "src", name, name + ".csproj"));

    [Fact]
    public void ProjectsUnderSrc_AreTheFive() =>
        Assert.Equal(Allowed.Keys.Order(), Directory.GetDirectories(Path.Combine(Root, "src")).Select(Path.GetFileName).Order());

    [Fact]
    public void ProjectReferences_FollowTheArrows()
    {
        foreach ((string project, string[] allowed) in Allowed)
        {
            IEnumerable<string> referenced = Project(project).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));
            Assert.Empty(referenced.Except(allowed).Select(r => $"{project} -> {r}"));
        }
    }

    [Fact]
    public void PackagesOfEachProject_AreTheAllowedOnes()
    {
        Assert.Equal(Allowed.Keys.Order(), AllowedPackages.Keys.Order());
        foreach ((string project, string[] allowed) in AllowedPackages)
        {
            IEnumerable<string> packages = Project(project).Descendants("PackageReference").Select(r => r.Attribute("Include")!.Value);
            Assert.Empty(packages.Except(allowed).Select(p => $"{project} -> {p}"));
        }
    }

    [Fact]
    public void PureProjects_AreCheckedForBannedSymbols()
    {
        foreach (string project in Pure)
            Assert.Equal("true", Project(project).Descendants("PureProject").SingleOrDefault()?.Value);
    }

    [Fact]
    public void PureAssemblies_ReferenceNoFileNetworkOrProcessLibrary()
    {
        string[] banned = ["System.IO.FileSystem", "System.Net.Sockets", "System.Net.Http", "System.Diagnostics.Process", "System.Console", "System.IO.MemoryMappedFiles", "Microsoft.Extensions.Hosting"];
        foreach (string project in Pure)
        {
            IEnumerable<string> referenced = Assembly.Load("Reactive." + project).GetReferencedAssemblies().Select(a => a.Name!);
            Assert.Empty(referenced.Intersect(banned).Select(a => $"{project} -> {a}"));
        }
    }

    [Fact]
    public void OnlyDevice_IsAnExecutable() =>
        Assert.Equal(["Device"], Allowed.Keys.Where(p => Project(p).Descendants("OutputType").Any(t => t.Value == "Exe")));
}
