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

    /// <summary>The names of the profiles.</summary>
    public static ImmutableArray<string> Names { get; } =
        [.. typeof(ProfileLibrary).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Select(n => Path.GetFileNameWithoutExtension(n[Prefix.Length..])).Order(StringComparer.Ordinal)];

    /// <summary>Everything that a definition may name.</summary>
    public static Catalog Catalog { get; } = new(OperatorCatalog.All, SinkCatalog.All, [.. Names.Select(n => Read(n, TextOf(n)))]);

    /// <summary>The text of a profile.</summary>
    public static string TextOf(string name)
    {
        using Stream stream = typeof(ProfileLibrary).Assembly.GetManifestResourceStream(Prefix + name + ".yaml")
            ?? throw new ArgumentException($"There is no profile '{name}'.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static DeviceProfile Read(string name, string text)
    {
        (DeviceProfile? profile, ImmutableArray<Diagnostic> diagnostics) = ProfileReader.Read(name + ".yaml", text);
        return profile ?? throw new InvalidOperationException("A built-in profile is wrong: " + string.Join("; ", diagnostics));
    }
}
