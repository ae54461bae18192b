using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Reactive.Operators;
using Reactive.Rules;
using Reactive.Signals.Specs;
using Reactive.Sinks;

namespace Reactive.Device.Profiles;

/// <summary>The device profiles that come with the product, and the catalog of all components.</summary>
public static class ProfileLibrary
{
    private const string Prefix = "profiles/";
    private const string BlockPrefix = "std/";

    /// <summary>The names of the profiles.</summary>
    public static ImmutableArray<string> Names { get; } =
        [.. typeof(ProfileLibrary).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Select(n => Path.GetFileNameWithoutExtension(n[Prefix.Length..])).Order(StringComparer.Ordinal)];

    /// <summary>Everything that a definition may name.</summary>
    public static Catalog Catalog { get; } = new(OperatorCatalog.All, SinkCatalog.All, [.. Names.Select(n => Read(n, TextOf(n)))]) 
    {
        Connections = SinkCatalog.Connections,
        Block = BlockOf,
        CardFormat = static name => CardFormats.Find(name)?.Format,
        CardFormatNames = static () => CardFormats.All.SelectMany(e => e.Aliases.Prepend(e.Format.Name)),
    };

    /// <summary>The names of the building blocks that come with the product: <c>std/door</c>.</summary>
    public static ImmutableArray<string> Blocks =>
        [.. typeof(ProfileLibrary).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(BlockPrefix, StringComparison.Ordinal)).Select(n => n[..^".yaml".Length]).Order(StringComparer.Ordinal)];

    /// <summary>The text of a building block, or null where there is none of that name.</summary>
    public static string? BlockOf(string name) => name.StartsWith(BlockPrefix, StringComparison.Ordinal) ? ResourceText(name + ".yaml") : null;

    /// <summary>The text of a profile.</summary>
    public static string TextOf(string name) => ResourceText(Prefix + name + ".yaml") ?? throw new ArgumentException($"There is no profile '{name}'.", nameof(name));

    private static string? ResourceText(string resource)
    {
        using Stream? stream = typeof(ProfileLibrary).Assembly.GetManifestResourceStream(resource);
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static DeviceProfile Read(string name, string text)
    {
        (DeviceProfile? profile, ImmutableArray<Diagnostic> diagnostics) = ProfileReader.Read(name + ".yaml", text);
        return profile ?? throw new InvalidOperationException("A built-in profile is wrong: " + string.Join("; ", diagnostics));
    }
}
