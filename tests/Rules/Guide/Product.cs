using System;
using System.IO;
using System.Linq;
using Reactive.Operators;
using Reactive.Signals.Specs;
using Reactive.Sinks;

namespace Reactive.Rules.Tests.Guide;

/// <summary>Everything that a definition may name, as it comes with the product: operators, sinks, and the profiles and blocks in their files.</summary>
internal static class Product
{
    private const string BlockPrefix = "std/";

    /// <summary>All of it.</summary>
    public static Catalog Catalog { get; } = new(OperatorCatalog.All, SinkCatalog.All, [.. Files("src/Device/Profiles").Select(f => ProfileReader.Read(f, StandIns.Text(f)).Profile!)])
    {
        Connections = SinkCatalog.Connections,
        CardFormat = static name => CardFormats.Find(name)?.Format,
        CardFormatNames = static () => CardFormats.All.Select(e => e.Format.Name),
        Block = name => name.StartsWith(BlockPrefix, StringComparison.Ordinal) ? TextIfThere($"src/Device/Blocks/{name[BlockPrefix.Length..]}.yaml") : null,
    };

    /// <summary>The files of a folder of the repository, without those in folders of their own, in the order of their names.</summary>
    public static string[] Files(string folder) =>
        [.. Directory.GetFiles(Path.Combine(StandIns.Root, folder), "*.yaml").Select(f => $"{folder}/{Path.GetFileName(f)}").Order(StringComparer.Ordinal)];

    /// <summary>The text of a file of the repository; null where there is none.</summary>
    public static string? TextIfThere(string path) => File.Exists(Path.Combine(StandIns.Root, path)) ? StandIns.Text(path) : null;
}
